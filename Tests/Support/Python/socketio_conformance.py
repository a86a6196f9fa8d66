"""The stock Python client over the cases of the public suites, against our conformance server.

usage: socketio_conformance.py URL polling|websocket|upgrade

Prints one JSON line per case; the last is {"done": true}. Exits with 1 and a reason on standard error if one fails.
"""

import json
import sys
import threading

import socketio

DEADLINE = 20


def expect(condition, what):
    if not condition:
        raise SystemExit(f"failed: {what}")


class Session:
    """A client with its own handlers, connected to some namespaces."""

    def __init__(self, url, transports, namespaces=("/",), auth=None):
        self.client = socketio.Client(reconnection=False)
        self.received = {}
        self.arrived = threading.Condition()
        for namespace in namespaces:
            for event in ("auth", "message-back"):
                self.client.on(event, self.handler(namespace, event), namespace=namespace)
        self.client.connect(url, transports=transports, namespaces=list(namespaces), auth=auth, wait_timeout=DEADLINE)

    def handler(self, namespace, event):
        def handle(*arguments):
            with self.arrived:
                self.received.setdefault((namespace, event), []).append(list(arguments))
                self.arrived.notify_all()

        return handle

    def wait(self, event, namespace="/"):
        with self.arrived:
            expect(
                self.arrived.wait_for(lambda: self.received.get((namespace, event)), DEADLINE), f"{event} in {namespace}"
            )
            return self.received[(namespace, event)].pop(0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.disconnect()


def main():
    url, mode = sys.argv[1:]
    transports = {"polling": ["polling"], "websocket": ["websocket"], "upgrade": ["polling", "websocket"]}[mode]
    names = []

    def case(name):
        names.append(name)
        print(json.dumps({"case": name}), flush=True)

    for namespace in ("/", "/custom"):
        for auth in (None, {"token": "123"}):
            with Session(url, transports, (namespace,), auth) as session:
                # This client always sends an object.
                expect(session.wait("auth", namespace) == [auth or {}], "the payload")
            case(f"connect to {namespace} with {auth}")

    try:
        Session(url, transports, ("/random",))
        expect(False, "the refusal")
    except socketio.exceptions.ConnectionError:
        case("refuse an unknown namespace")

    with Session(url, transports, ("/", "/custom")) as session:
        expect(session.wait("auth", "/custom") == [{}], "auth in /custom")
        session.client.emit("message", ("in", "custom"), namespace="/custom")
        expect(session.wait("message-back", "/custom") == ["in", "custom"], "an echo in /custom")
        expect(session.client.call("message-with-ack", 1, namespace="/custom", timeout=DEADLINE) == 1, "an ack in /custom")
        session.client.emit("message", "to the root")
        expect(session.wait("message-back") == ["to the root"], "an echo in /")
        case("two namespaces on one connection")

    with Session(url, transports) as session:
        arguments = (1, "2", {"3": [True, None, 4.5]}, "grüße 😀")
        session.client.emit("message", arguments)
        expect(session.wait("message-back") == list(arguments), "an equal echo")
        case("event")
        blobs = (b"\x01\x02\x03", bytes(range(256)) * 100)
        session.client.emit("message", blobs)
        expect(session.wait("message-back") == list(blobs), "equal attachments")
        case("event with two attachments")
        expect(session.client.call("message-with-ack", arguments, timeout=DEADLINE) == arguments, "an equal answer")
        case("acknowledgement")
        expect(session.client.call("message-with-ack", blobs, timeout=DEADLINE) == blobs, "equal attachments answered")
        case("acknowledgement with two attachments")
        large = "x" * 900_000
        expect(session.client.call("message-with-ack", large, timeout=DEADLINE) == large, "a large message")
        case("large message")
        if mode == "upgrade":
            expect(session.client.transport() == "websocket", "the upgrade")
            case("upgrade")

    pings = threading.Semaphore(0)
    client = socketio.Client(reconnection=False)
    receive = client.eio._receive_packet

    def counting(packet):
        receive(packet)
        if packet.packet_type == 2:
            pings.release()

    client.eio._receive_packet = counting
    client.connect(url, transports=transports, wait_timeout=DEADLINE)
    for _ in range(3):
        expect(pings.acquire(timeout=DEADLINE), "a ping")
    expect(client.call("message-with-ack", 7, timeout=DEADLINE) == 7, "life after three pings")
    client.disconnect()
    case("heartbeat")
    print(json.dumps({"done": True}), flush=True)


main()
