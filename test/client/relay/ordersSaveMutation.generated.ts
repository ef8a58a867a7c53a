/**
 * @generated SignedSource<<9304336592c82977860292603fa89797>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ConcreteRequest } from 'relay-runtime';
export type ShopOrderInput = {
  currency?: string | null | undefined;
  custom_priority?: number | null | undefined;
  customer?: string | null | undefined;
  delivery_date?: any | null | undefined;
  delivery_note?: string | null | undefined;
  discount_percentage?: number | null | undefined;
  internal_note?: string | null | undefined;
  items?: ReadonlyArray<ShopOrderItemInput> | null | undefined;
  margin_amount?: string | null | undefined;
  naming_series?: string | null | undefined;
  order_date?: any | null | undefined;
  region?: string | null | undefined;
  source?: string | null | undefined;
  source_type?: string | null | undefined;
  taxes?: ReadonlyArray<ShopOrderTaxInput> | null | undefined;
};
export type ShopOrderItemInput = {
  cost?: string | null | undefined;
  custom_serial_no?: string | null | undefined;
  delivered?: boolean | null | undefined;
  item?: string | null | undefined;
  name?: string | null | undefined;
  qty?: number | null | undefined;
  rate?: string | null | undefined;
  warehouse_note?: string | null | undefined;
};
export type ShopOrderTaxInput = {
  name?: string | null | undefined;
  tax_name?: string | null | undefined;
  tax_rate?: number | null | undefined;
};
export type ordersSaveMutation$variables = {
  input: ShopOrderInput;
  name: string;
};
export type ordersSaveMutation$data = {
  readonly updateShopOrder: {
    readonly shopOrder: {
      readonly delivery_note: string | null | undefined;
    } | null | undefined;
  } | null | undefined;
};
export type ordersSaveMutation = {
  response: ordersSaveMutation$data;
  variables: ordersSaveMutation$variables;
};

const node: ConcreteRequest = (function(){
var v0 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "input"
},
v1 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "name"
},
v2 = [
  {
    "kind": "Variable",
    "name": "input",
    "variableName": "input"
  },
  {
    "kind": "Variable",
    "name": "name",
    "variableName": "name"
  }
],
v3 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "delivery_note",
  "storageKey": null
};
return {
  "fragment": {
    "argumentDefinitions": [
      (v0/*:: as any*/),
      (v1/*:: as any*/)
    ],
    "kind": "Fragment",
    "metadata": null,
    "name": "ordersSaveMutation",
    "selections": [
      {
        "alias": null,
        "args": (v2/*:: as any*/),
        "concreteType": "ShopOrderPayload",
        "kind": "LinkedField",
        "name": "updateShopOrder",
        "plural": false,
        "selections": [
          {
            "alias": null,
            "args": null,
            "concreteType": "ShopOrder",
            "kind": "LinkedField",
            "name": "shopOrder",
            "plural": false,
            "selections": [
              (v3/*:: as any*/)
            ],
            "storageKey": null
          }
        ],
        "storageKey": null
      }
    ],
    "type": "Mutation",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": [
      (v1/*:: as any*/),
      (v0/*:: as any*/)
    ],
    "kind": "Operation",
    "name": "ordersSaveMutation",
    "selections": [
      {
        "alias": null,
        "args": (v2/*:: as any*/),
        "concreteType": "ShopOrderPayload",
        "kind": "LinkedField",
        "name": "updateShopOrder",
        "plural": false,
        "selections": [
          {
            "alias": null,
            "args": null,
            "concreteType": "ShopOrder",
            "kind": "LinkedField",
            "name": "shopOrder",
            "plural": false,
            "selections": [
              (v3/*:: as any*/),
              {
                "alias": null,
                "args": null,
                "kind": "ScalarField",
                "name": "id",
                "storageKey": null
              }
            ],
            "storageKey": null
          }
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "66ff6b73863dab451512809a06409d32",
    "id": null,
    "metadata": {},
    "name": "ordersSaveMutation",
    "operationKind": "mutation",
    "text": "mutation ordersSaveMutation(\n  $name: ID!\n  $input: ShopOrderInput!\n) {\n  updateShopOrder(name: $name, input: $input) {\n    shopOrder {\n      delivery_note\n      id\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "168526fbbc301e5a5e072b623e7da073";

export default node;
