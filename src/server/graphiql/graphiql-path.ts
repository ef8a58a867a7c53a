/** The folder of the files of GraphiQL, next to the page. */
export const GRAPHIQL_PATH = '/graphiql/';
