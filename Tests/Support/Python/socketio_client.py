"""A stock Socket.IO client against our server.

usage: socketio_client.py URL polling|websocket|upgrade

Speaks what the installed python-socketio speaks: version 5 Socket.IO 5, version 4 what Socket.IO 2.x does.
Runs through connect, events both ways, acknowledgements both ways, binary and disconnect, and prints one JSON line
per step; the last is {"done": true}. Exits with 1 and a reason on standard error if anything is not as it should be.
"""

import json
import sys
import threading

import socketio

DEADLINE = 20
SPEAKS_2 = hasattr(socketio, "__version__") and socketio.__version__.startswith("4.")


def say(**fields):
    print(json.dumps(fields), flush=True)


def expect(condition, what):
    if not condition:
        raise SystemExit(f"{what} did not happen")


def main():
    url, mode = sys.argv[1:]
    transports = {"polling": ["polling"], "websocket": ["websocket"], "upgrade": ["polling", "websocket"]}[mode]
    client = socketio.Client(reconnection=False)
    welcome, asked, left = threading.Event(), threading.Event(), threading.Event()

    @client.on("welcome")
    def on_welcome(data):
        say(welcome=data)
        welcome.set()

    @client.on("question")
    def on_question(number):
        asked.set()
        return number + 1

    client.on("disconnect", lambda *_: left.set())

    if SPEAKS_2:
        client.connect(url, transports=transports)
    else:
        client.connect(url, transports=transports, auth={"token": "péage"}, wait_timeout=DEADLINE)
    expect(welcome.wait(DEADLINE), "the welcome")
    say(transport=client.transport())

    # Version 4 counts characters where the protocol counts UTF-16.
    text = ("grüße € " if SPEAKS_2 else "grüße 😀 ") + "x" * 40_000
    reply = client.call("echo", {"text": text, "n": [1, 2.5, None, True]}, timeout=DEADLINE)
    expect(reply == {"text": text, "n": [1, 2.5, None, True]}, "an equal echo")

    for number in range(200):
        client.emit("count", number)
    expect(client.call("counted", timeout=DEADLINE) == 200 * 199 // 2, "the sum of all events")

    blob = bytes(range(256)) * 40
    expect(client.call("binary", {"blob": blob, "more": b"\x01"}, timeout=DEADLINE) == [len(blob), 1], "binary lengths")

    answer = client.call("ask me", 41, timeout=DEADLINE)
    expect(asked.is_set() and answer == 42, "the server's question")

    if mode == "upgrade":
        expect(client.transport() == "websocket", "the upgrade")
    client.emit("throw me out")
    expect(left.wait(DEADLINE), "the disconnect")
    say(done=True)


main()
