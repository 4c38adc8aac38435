"""kazoo at work: basic operations, watches, a lock, and sessions that survive the death of the quorum's leader.

Speaks with the test over standard input and output, one line at a time; ends with status 0 where all held.
"""

import sys
import threading

from kazoo.client import KazooClient, KazooState
from kazoo.exceptions import BadVersionError, NodeExistsError, NoNodeError, NotEmptyError
from kazoo.retry import KazooRetry

WAIT_SECONDS = 30


def connect(hosts):
    client = KazooClient(hosts=hosts, timeout=10, connection_retry=KazooRetry(max_tries=-1, delay=0.05, max_delay=0.5))
    client.start(timeout=WAIT_SECONDS)
    return client


def refused(error, operation, *arguments, **options):
    try:
        operation(*arguments, **options)
    except error:
        return
    raise AssertionError("%s was not refused with %s" % (operation.__name__, error.__name__))


def basics(client):
    created = threading.Event()
    assert client.exists("/py", watch=lambda event: created.set()) is None
    assert client.create("/py", b"one") == "/py"
    assert created.wait(WAIT_SECONDS), "no event of the creation"
    refused(NodeExistsError, client.create, "/py")
    changed = threading.Event()
    data, stat = client.get("/py", watch=lambda event: changed.set())
    assert (data, stat.version) == (b"one", 0)
    refused(BadVersionError, client.set, "/py", b"two", version=7)
    client.set("/py", b"two", version=0)
    assert changed.wait(WAIT_SECONDS), "no event of the change"
    assert client.create("/py/n-", ephemeral=True, sequence=True) == "/py/n-0000000000"
    assert client.get_children("/py") == ["n-0000000000"]
    refused(NotEmptyError, client.delete, "/py")
    refused(NoNodeError, client.get, "/absent")

    transaction = client.transaction()
    transaction.create("/py/multi")
    transaction.check("/py", 9)
    assert isinstance(transaction.commit()[1], BadVersionError)
    assert client.exists("/py/multi") is None
    client.ensure_path("/py/a/b/c")
    client.delete("/py/a", recursive=True)
    client.sync("/py")


def main(hosts):
    first, second = connect(hosts), connect(hosts)
    basics(first)

    lost = []
    for client in (first, second):
        client.add_listener(lambda state: lost.append(state) if state == KazooState.LOST else None)
    session = first.client_id[0]

    seen = []
    seen_last = threading.Event()

    @second.DataWatch("/py")
    def watch(data, stat):
        seen.append(data)
        if data == b"last":
            seen_last.set()

    held = first.Lock("/py-lock", "first")
    contended = second.Lock("/py-lock", "second")
    assert held.acquire(timeout=WAIT_SECONDS)
    assert not contended.acquire(blocking=False)
    acquired = threading.Event()

    def contend():
        contended.acquire(timeout=2 * WAIT_SECONDS)
        acquired.set()

    threading.Thread(target=contend, daemon=True).start()

    print("kill the leader", flush=True)
    sys.stdin.readline()

    first.retry(first.set, "/py", b"last")
    assert seen_last.wait(WAIT_SECONDS), "the watch saw only %s" % seen
    assert not lost, "a session was lost"
    assert first.client_id[0] == session
    assert not acquired.is_set(), "two hold the lock"
    assert first.retry(first.exists, "/py/n-0000000000").ephemeralOwner == session
    first.retry(held.release)
    assert acquired.wait(WAIT_SECONDS), "nobody got the lock"
    contended.release()
    for client in (first, second):
        client.stop()
        client.close()
    print("done", flush=True)


main(sys.argv[1])
