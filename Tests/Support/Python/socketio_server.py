"""A Socket.IO server for our client.

usage: socketio_server.py both|polling|refusing

Listens on a free port of 127.0.0.1 and prints {"port": N}. Echoes, acknowledges, asks, and leaves when told to;
`polling` has no WebSocket, `refusing` lets nobody join who has the wrong token. Ends when its standard input does.
"""

import asyncio
import json
import sys

import socketio
from aiohttp import web


def main():
    (mode,) = sys.argv[1:]
    transports = ["polling"] if mode == "polling" else ["polling", "websocket"]
    server = socketio.AsyncServer(
        async_mode="aiohttp",
        # Otherwise events emitted while connecting would come before the answer to CONNECT.
        always_connect=mode != "refusing",
        ping_interval=1,
        ping_timeout=10,
        transports=transports,
    )
    counts = {}

    @server.event
    async def connect(sid, environ, auth):
        counts[sid] = 0
        if auth and auth.get("token") == "wrong":
            raise socketio.exceptions.ConnectionRefusedError("go away", {"code": 7})
        await server.emit("welcome", {"auth": auth}, to=sid)

    @server.on("echo")
    async def echo(sid, *arguments):
        return arguments[0] if len(arguments) == 1 else arguments

    @server.on("count")
    async def count(sid, number):
        counts[sid] += number

    @server.on("counted")
    async def counted(sid):
        return counts[sid]

    @server.on("ask me")
    async def ask_me(sid, number):
        # From a task: the answer comes through the very loop that is handling this event.
        async def ask():
            answer = await server.call("question", number, to=sid, timeout=10)
            await server.emit("answered", answer, to=sid)

        server.start_background_task(ask)

    @server.on("binary")
    async def binary(sid, blob):
        await server.emit("binary", blob[::-1], to=sid)

    @server.on("throw me out")
    async def throw_me_out(sid):
        await server.disconnect(sid)

    async def run():
        app = web.Application()
        server.attach(app)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        print(json.dumps({"port": site._server.sockets[0].getsockname()[1]}), flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)

    asyncio.run(run())


main()
