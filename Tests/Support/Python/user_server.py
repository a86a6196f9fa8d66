"""A server of the user system: a list of users, and messages from one to another by id."""

import json

from signaling import run_websocket

users = {}
names = {}
CODES = {"message/offer": 10010, "message/answer": 10011, "message/candidate": 10009}


async def tell(socket, code, data):
    if not socket.closed:
        try:
            await socket.send_str(json.dumps({"method": "", "type": "", "message": "", "code": code, "data": data}))
        except ConnectionError:
            pass


async def received(socket, frame):
    fields = {name.lower(): value for name, value in frame.items()}
    user, method = fields["fromid"], fields["method"].lower()
    if socket not in names:
        assert int(user) > 0
        names[socket] = {"id": user, "username": (fields.get("data") or {}).get("username", "")}
        users[user] = socket
        await tell(socket, 10000, list(names.values()))
        for other in list(names):
            if other is not socket:
                await tell(other, 10006, names[socket])
    elif method in CODES and fields["toid"] in users:
        await tell(users[fields["toid"]], CODES[method], {"fromId": user, "data": fields["data"]})


async def closed(socket):
    entry = names.pop(socket, None)
    if entry is None:
        return
    # Whoever has that id is taken for gone, were it on another connection.
    users.pop(entry["id"], None)
    for other, theirs in list(names.items()):
        if theirs["id"] == entry["id"]:
            names.pop(other)
            await tell(other, 10008, {"fromId": entry["id"]})
    for other in list(names):
        await tell(other, 10008, {"fromId": entry["id"]})


run_websocket(received, closed)
