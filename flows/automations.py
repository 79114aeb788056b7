"""Make the automations of prefect.yaml on a Prefect server, or bring them up to date: twice is once.

    python -m flows.automations                                    without notifications
    python -m flows.automations --notify slack-webhook/newsroom    with them, through this block

`prefect automation create --from-file` would make each a second time.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.events.schemas.automations import AutomationCore
from prefect.exceptions import ObjectNotFound

from tasks.refusal import Refusal

NOTIFIES = "send-notification"


class NoBlock(Refusal):
    """The notification block that is named is not on the server."""


def wanted(file: Path, block: str | None) -> tuple[list[AutomationCore], list[str]]:
    """The automations of a file, and the names of those that were left out: they notify, and no block is named."""
    made, left = [], []
    for said in yaml.safe_load(file.read_text(encoding="utf-8"))["automations"]:
        notifies = any(action["type"] == NOTIFIES for action in said["actions"])
        if notifies and block is None:
            left.append(said["name"])
            continue
        actions = [_addressed(action, block) for action in said["actions"]]
        made.append(AutomationCore.model_validate({**said, "actions": actions}))
    return made, left


def _addressed(action: Mapping[str, Any], block: str | None) -> dict[str, Any]:
    return {**action, "block_document_id": block} if action["type"] == NOTIFIES else dict(action)


def block_id(client: SyncPrefectClient, name: str) -> str:
    """The id of a block that is named as Prefect's pages do: TYPE/NAME.  Raises NoBlock."""
    kind, _, document = name.partition("/")
    try:
        return str(client.read_block_document_by_name(document, kind).id)
    except ObjectNotFound as error:
        raise NoBlock(f"{name}: no such block on this server; `prefect block ls` lists what there is") from error


def settle(client: SyncPrefectClient, automations: list[AutomationCore]) -> Iterator[str]:
    """Create what is missing, update what is there, remove what is there twice; a line about each."""
    for one in automations:
        there = client.read_automations_by_name(one.name)
        if not there:
            client.create_automation(one)
            yield f"made     {one.name}"
            continue
        client.update_automation(there[0].id, one)
        for other in there[1:]:
            client.delete_automation(other.id)
        yield f"updated  {one.name}" + (f" (and removed {len(there) - 1} more of this name)" if there[1:] else "")


def main() -> None:
    """Make the automations that the command line asks for, and print a line about each."""
    parser = argparse.ArgumentParser(prog="python -m flows.automations", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("file", nargs="?", type=Path, default=Path("prefect.yaml"))
    parser.add_argument("--notify", metavar="TYPE/NAME", help="the notification block, such as slack-webhook/newsroom")
    called = parser.parse_args()
    with get_client(sync_client=True) as client:
        try:
            block = block_id(client, called.notify) if called.notify else None
        except NoBlock as error:
            parser.error(str(error))
        automations, left = wanted(called.file, block)
        for line in settle(client, automations):
            print(line)
    for name in left:
        print(f"left out {name}: it notifies somebody; name a block with --notify")


if __name__ == "__main__":
    main()
