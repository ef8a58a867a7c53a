import { GraphQLError, GraphQLScalarType } from 'graphql';
import { IncomingFile } from './incoming-file.ts';

/** A file of the request itself: input only, and only in the variables of a form. */
export const GraphQLUpload = new GraphQLScalarType<IncomingFile, never>({
  name: 'Upload',
  description:
    'A file that is sent with the operation, as the GraphQL multipart request specification says. Input only.',
  specifiedByURL: 'https://github.com/jaydenseric/graphql-multipart-request-spec',
  serialize: () => {
    throw new GraphQLError('Upload is input only.');
  },
  parseValue: (value) => {
    if (value instanceof IncomingFile) return value;
    throw new GraphQLError('Upload must be a variable to which the map of a multipart request leads a file.');
  },
  parseLiteral: () => {
    throw new GraphQLError('Upload must be a variable, not a literal.');
  },
});
