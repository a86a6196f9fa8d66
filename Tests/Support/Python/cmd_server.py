"""A server of the cmd system: rooms for two, no reply to a third, and no check of who says `leave`."""

import json

from signaling import run_websocket

rooms = {}
uids = {}


async def tell(socket, frame):
    if not socket.closed:
        try:
            await socket.send_str(json.dumps(frame))
        except ConnectionError:
            pass


async def leave(room, uid):
    if rooms.get(room, {}).pop(uid, None) is None:
        return
    for other in list(rooms[room].values()):
        await tell(other, {"cmd": "peer-leave", "remoteUid": uid})


async def received(socket, frame):
    room, uid = frame.get("roomId"), frame.get("uid")
    members = rooms.setdefault(room, {})
    if frame["cmd"] == "join":
        if len(members) >= 2:
            return
        for other, theirs in list(members.items()):
            await tell(socket, {"cmd": "resp-join", "remoteUid": other})
            await tell(theirs, {"cmd": "new-peer", "remoteUid": uid})
        members[uid] = socket
        uids[socket] = (room, uid)
    elif frame["cmd"] == "leave":
        await leave(room, uid)
    elif frame["cmd"] in ("offer", "answer", "candidate") and frame.get("remoteUid") in members:
        await tell(members[frame["remoteUid"]], frame)


async def closed(socket):
    room, uid = uids.pop(socket, (None, None))
    await leave(room, uid)


run_websocket(received, closed)
