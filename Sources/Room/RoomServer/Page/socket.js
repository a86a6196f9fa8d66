// Socket.IO (protocol 5 on Engine.IO 4), as much of it as this page needs: events with one JSON argument, and
// acknowledgements, on the default namespace. WebSocket first, long-polling where a proxy lets no WebSocket through.

const path = "/socket.io/?EIO=4&transport=";

/**
 * Connects to the server that served this page.
 * @returns a promise of a connection; it rejects when no transport opens in `timeout` milliseconds.
 */
export async function connect(timeout = 8000) {
  const deadline = Date.now() + timeout;
  try {
    return await open(WebSocketTransport, Math.min(timeout, 5000));
  } catch {
    return await open(PollingTransport, Math.max(deadline - Date.now(), 3000));
  }
}

function open(Transport, timeout) {
  return new Promise((resolve, reject) => {
    const connection = new Connection(new Transport(), resolve, reject);
    setTimeout(() => connection.close("timeout"), timeout, connection);
  });
}

class Connection {
  #transport;
  #opened;
  #refused;
  #isOpen = false;
  #isClosed = false;
  #heartbeat;
  #silence = 45000;
  #acknowledgements = new Map();
  #nextAcknowledgement = 0;
  #listeners = new Map();
  /** Called once with the reason, unless `close` was called. */
  onclose = () => {};

  constructor(transport, opened, refused) {
    this.#opened = opened;
    this.#refused = refused;
    this.#transport = transport;
    transport.start((packet) => this.#receive(packet), (reason) => this.#end(reason));
  }

  on(event, listener) {
    this.#listeners.set(event, listener);
  }

  emit(event, payload) {
    if (!this.#isClosed) this.#transport.send("42" + JSON.stringify([event, payload]));
  }

  /** Emits an event and waits for its acknowledgement. */
  request(event, payload, timeout) {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(new Error("closed"));
      const id = this.#nextAcknowledgement++;
      const timer = setTimeout(() => {
        this.#acknowledgements.delete(id);
        reject(new Error("timeout"));
      }, timeout);
      this.#acknowledgements.set(id, { resolve, reject, timer });
      this.#transport.send(`42${id}` + JSON.stringify([event, payload]));
    });
  }

  /** Leaves; before the connection is open it counts as refused. */
  close(reason = "closed") {
    if (reason === "timeout" && this.#isOpen) return;
    this.onclose = () => {};
    if (this.#isOpen && !this.#isClosed) this.#transport.send("41");
    this.#end(reason);
  }

  #receive(packet) {
    if (this.#isClosed) return;
    switch (packet[0]) {
      case "0": {
        const { pingInterval, pingTimeout } = JSON.parse(packet.slice(1));
        this.#silence = pingInterval + pingTimeout;
        this.#listen();
        return this.#transport.send("40");
      }
      case "1":
        return this.#end("server");
      case "2":
        this.#listen();
        return this.#transport.send("3");
      case "4":
        return this.#message(packet.slice(1));
    }
  }

  #message(text) {
    const data = () => JSON.parse(text.slice(text.search(/[[{]/)));
    switch (text[0]) {
      case "0":
        this.#isOpen = true;
        return this.#opened(this);
      case "1":
      case "4":
        return this.#end("server");
      case "2": {
        const [event, payload] = data();
        return this.#listeners.get(event)?.(payload ?? {});
      }
      case "3": {
        const id = Number.parseInt(text.slice(1), 10);
        const waiting = this.#acknowledgements.get(id);
        this.#acknowledgements.delete(id);
        clearTimeout(waiting?.timer);
        return waiting?.resolve(data()[0]);
      }
    }
  }

  // The server pings; when it has not for longer than it said it would, it is gone.
  #listen() {
    clearTimeout(this.#heartbeat);
    this.#heartbeat = setTimeout(() => this.#end("silence"), this.#silence);
  }

  #end(reason) {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#heartbeat);
    this.#transport.close();
    for (const { reject, timer } of this.#acknowledgements.values()) {
      clearTimeout(timer);
      reject(new Error(reason));
    }
    this.#acknowledgements.clear();
    this.#refused(new Error(reason));
    this.onclose(reason);
  }
}

class WebSocketTransport {
  #socket;

  start(receive, end) {
    const url = new URL(path + "websocket", location.href);
    url.protocol = url.protocol.replace("http", "ws");
    this.#socket = new WebSocket(url);
    this.#socket.onmessage = ({ data }) => receive(data);
    this.#socket.onclose = () => end("closed");
  }

  send(packet) {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(packet);
  }

  close() {
    this.#socket.close();
  }
}

class PollingTransport {
  #url = path + "polling";
  #queue = [];
  #isPosting = false;
  #end;
  #abort = new AbortController();

  async start(receive, end) {
    this.#end = end;
    try {
      while (!this.#abort.signal.aborted) {
        const response = await fetch(this.#url, { cache: "no-store", signal: this.#abort.signal });
        if (!response.ok) return end("closed");
        for (const packet of (await response.text()).split("\x1e")) {
          if (packet[0] === "0") this.#url += "&sid=" + encodeURIComponent(JSON.parse(packet.slice(1)).sid);
          receive(packet);
        }
      }
    } catch {
      end("closed");
    }
  }

  send(packet) {
    this.#queue.push(packet);
    if (!this.#isPosting) this.#post();
  }

  // What is queued when the transport closes still goes out; `keepalive` lets it survive the page.
  async #post() {
    this.#isPosting = true;
    while (this.#queue.length > 0) {
      const body = this.#queue.join("\x1e");
      this.#queue = [];
      try {
        const response = await fetch(this.#url, { method: "POST", body, keepalive: body.length < 60000 });
        if (!response.ok) this.#end("closed");
      } catch {
        this.#end("closed");
      }
    }
    this.#isPosting = false;
  }

  close() {
    this.#abort.abort();
  }
}
