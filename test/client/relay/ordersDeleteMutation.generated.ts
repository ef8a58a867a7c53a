/**
 * @generated SignedSource<<175e7b92547ec7392b87ab6ca392d3d5>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ConcreteRequest } from 'relay-runtime';
export type ordersDeleteMutation$variables = {
  name: string;
};
export type ordersDeleteMutation$data = {
  readonly deleteShopOrder: {
    readonly id: string;
  } | null | undefined;
};
export type ordersDeleteMutation = {
  response: ordersDeleteMutation$data;
  variables: ordersDeleteMutation$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "name"
  }
],
v1 = [
  {
    "kind": "Variable",
    "name": "name",
    "variableName": "name"
  }
],
v2 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "id",
  "storageKey": null
};
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "ordersDeleteMutation",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": "Deletion",
        "kind": "LinkedField",
        "name": "deleteShopOrder",
        "plural": false,
        "selections": [
          (v2/*:: as any*/)
        ],
        "storageKey": null
      }
    ],
    "type": "Mutation",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "ordersDeleteMutation",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": "Deletion",
        "kind": "LinkedField",
        "name": "deleteShopOrder",
        "plural": false,
        "selections": [
          (v2/*:: as any*/),
          {
            "alias": null,
            "args": null,
            "filters": null,
            "handle": "deleteRecord",
            "key": "",
            "kind": "ScalarHandle",
            "name": "id"
          }
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "73040c3d85882d81a3fbce02253beced",
    "id": null,
    "metadata": {},
    "name": "ordersDeleteMutation",
    "operationKind": "mutation",
    "text": "mutation ordersDeleteMutation(\n  $name: ID!\n) {\n  deleteShopOrder(name: $name) {\n    id\n  }\n}\n"
  }
};
})();

(node as any).hash = "c996fc93642d49af8bd845bb6073dfcd";

export default node;
