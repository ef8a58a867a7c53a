"""Lists orders, changes one, attaches a file to it, and follows what happens to all of them."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gateway import Gateway, GatewayError

ORDERS = """
query Orders($first: Int!, $after: String) {
  shopOrders(filter: { docstatus: { eq: DRAFT } }, first: $first, after: $after) {
    nodes { name modified customer { customer_name } }
    pageInfo { endCursor hasNextPage }
  }
}
"""

SAVE = """
mutation Save($name: ID!, $input: ShopOrderInput!, $ifModified: LocalDateTime) {
  updateShopOrder(name: $name, input: $input, ifModified: $ifModified) { shopOrder { name modified delivery_note } }
}
"""

CHANGES = """
subscription Changes($after: String) {
  shopOrderChanged(after: $after) { event name resumeToken }
}
"""


def every_draft(gateway: Gateway, page: int = 100) -> Iterator[dict[str, Any]]:
    """Yields all drafts, a page in memory at a time."""
    after = None
    while True:
        data, _ = gateway.query(ORDERS, first=page, after=after)
        yield from data["shopOrders"]["nodes"]
        info = data["shopOrders"]["pageInfo"]
        if not info["hasNextPage"]:
            return
        after = info["endCursor"]


def main() -> None:
    gateway = Gateway(os.environ.get("GATEWAY_URL", "http://127.0.0.1:4000"), os.environ.get("AUTHORIZATION"))
    orders = list(every_draft(gateway))
    print(f"{len(orders)} drafts")
    order = orders[0]
    saved = gateway.mutate(
        SAVE, name=order["name"], input={"delivery_note": "From Python"}, ifModified=order["modified"]
    )
    print("saved:", saved["updateShopOrder"]["shopOrder"]["delivery_note"])
    try:
        gateway.mutate(SAVE, name=order["name"], input={"delivery_note": "Again"}, ifModified=order["modified"])
    except GatewayError as error:
        print("refused:", error.code, error.extensions["actual"] != order["modified"])
    try:
        gateway.mutate(SAVE, name=order["name"], input={"customer": "CUST-NONE"}, ifModified=None)
    except GatewayError as error:
        print("refused:", error.code, error.field)
    with tempfile.TemporaryDirectory() as folder:
        note = Path(folder, "note.txt")
        note.write_text("Hello")
        print("attached:", gateway.upload(note, "Shop Order", order["name"])["fileName"].startswith("note"))
    if "--follow" in sys.argv:
        print("following", flush=True)
        for change in gateway.follow(CHANGES):
            print(change["event"], change["name"], flush=True)


if __name__ == "__main__":
    main()
