import { GraphQLScalarType } from 'graphql';
import { GraphQLJSON, jsonScalar } from './json.ts';
import type { Scalar } from './scalar.ts';

/** A GeoJSON value, or any other JSON, because sites take any. */
export const GraphQLGeolocation: GraphQLScalarType<unknown, unknown> = new GraphQLScalarType<unknown, unknown>({
  ...GraphQLJSON.toConfig(),
  name: 'Geolocation',
  description: 'A place or shape as GeoJSON.',
});

/** A place or shape. */
export const geolocationScalar: Scalar = { ...jsonScalar, type: GraphQLGeolocation };
