"""A stock server of the projection system: a new code for each registration, no client ids, no tokens."""

import random

from signaling import log, run_socketio


def setup(server, add):
    @server.event
    async def connect(sid, environ, auth):
        add(sid)

    @server.on("TV_REGISTER")
    async def register(sid, *payload):
        code = f"{random.randrange(10**6):06}"
        log(registered=code)
        await server.enter_room(sid, code)
        await server.save_session(sid, {"code": code, "tv": True})
        await server.emit("TV_REGISTER_SUCCESS", {"projCode": code}, to=sid)

    @server.on("CONNECT_TO_TV")
    async def join(sid, data):
        await server.enter_room(sid, data["projCode"])
        await server.save_session(sid, {"code": data["projCode"], "tv": False})

    def relay(event, said):
        @server.on(event)
        async def handler(sid, data):
            code = (await server.get_session(sid)).get("code")
            await server.emit(said, data, room=code, skip_sid=sid)

    relay("RTC_Client_Offer_To_Server", "RTC_Client_Offer_To_TV")
    relay("RTC_TV_Answer_To_Server", "RTC_TV_Answer_To_Client")
    relay("RTC_Candidate_Exchange", "RTC_Candidate_Exchange")


run_socketio(setup)
