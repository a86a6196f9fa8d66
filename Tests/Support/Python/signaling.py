"""What the independent servers of the signaling systems share: a port, a log, and orders on standard input.

Each prints {"port": N} and then, as JSON lines, what its clients say. It ends when its standard input does. The order `cut`
cuts the first client's connection without a word and, as servers without a heartbeat do, notices that two seconds later.
"""

import asyncio
import json
import sys

import socketio
from aiohttp import WSMsgType, web


def log(**what):
    print(json.dumps(what), flush=True)


async def serve(app, on_order):
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    log(port=site._server.sockets[0].getsockname()[1])
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        await on_order(line.strip())


def run_socketio(setup):
    """`setup` adds the system's events to a Socket.IO server."""
    server = socketio.AsyncServer(async_mode="aiohttp", always_connect=True, cors_allowed_origins="*")
    clients = []

    @server.event
    async def disconnect(sid, *reason):
        clients.remove(sid)

    setup(server, clients.append)

    async def order(line):
        if line == "cut" and clients:
            await server.eio.disconnect(server.manager.eio_sid_from_sid(clients[0], "/"))

    async def main():
        app = web.Application()
        server.attach(app)
        await serve(app, order)

    asyncio.run(main())


def run_websocket(received, closed):
    """`received(socket, frame)` and `closed(socket)` are the system; frames are JSON objects in text frames."""
    sockets = []
    late = set()

    async def handle(request):
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        sockets.append((socket, request))
        if "Cookie" in request.headers:
            log(cookie=request.headers["Cookie"])
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                frame = json.loads(message.data)
                log(said=frame)
                await received(socket, frame)
        if socket in late:
            await asyncio.sleep(2)
        sockets[:] = [entry for entry in sockets if entry[0] is not socket]
        await closed(socket)
        return socket

    async def order(line):
        if line == "cut" and sockets:
            socket, request = sockets[0]
            late.add(socket)
            request.transport.abort()

    async def main():
        app = web.Application()
        app.router.add_get("/{path:.*}", handle)
        await serve(app, order)

    asyncio.run(main())
