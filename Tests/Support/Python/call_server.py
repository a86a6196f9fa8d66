"""A server of the call system: everything goes to everyone in the room, its own sender too."""

from signaling import log, run_socketio


def setup(server, add):
    @server.event
    async def connect(sid, environ, auth):
        add(sid)
        await server.emit("connectionSuccess", to=sid)

    @server.on("joinRoom")
    async def join(sid, room):
        log(said=["joinRoom", room])
        await server.enter_room(sid, room)

    def relay(event, field):
        @server.on(event)
        async def handler(sid, data):
            log(said=[event])
            if field is None:
                await server.emit(event, room=data)
            else:
                await server.emit(event, data[field], room=data["roomId"])

    for event, field in [("callRemote", None), ("acceptCall", None), ("hangUp", None), ("sendOffer", "offer"),
                         ("sendAnswer", "answer"), ("sendCandidate", "candidate")]:
        relay(event, field)


run_socketio(setup)
