import Foundation
import LiveProcesses
import WebDriver

/// A Chromium in the TV's place: a page that registers as a TV does and shows what comes, full screen on an X server.
///
/// It answers with our bitrate hints and without a jitter buffer's delay, so that the sender is the same and only the receiver
/// differs.
final class ReceiverBrowser: Sendable {
    struct Figures: Sendable, Decodable {
        var framesReceived = 0
        var framesDecoded = 0
        var freezeCount = 0
        var totalFreezesDuration = 0.0
    }

    let code: String
    let pixels: ScreenWatch
    private let screen: Xvfb
    private let page: WebDriver

    /// - Parameter address: of our room server, reached from `namespace`.
    init(showing address: String, size: (width: Int, height: Int), in namespace: NetworkNamespace) async throws {
        let directory = Appliance.temporaryDirectory()
        screen = try await Xvfb(width: size.width, height: size.height, pixelsIn: directory.path)
        page = try await WebDriver.chromium(
            display: screen.display,
            arguments: [
                "--kiosk", "--window-position=0,0", "--window-size=\(size.width),\(size.height)", "--disable-infobars",
                "--ignore-certificate-errors", "--autoplay-policy=no-user-gesture-required",
            ],
            in: namespace
        )
        pixels = try ScreenWatch(pixelsIn: directory.path)
        try await page.open(address)
        code = try await page.run(ReceiverBrowser.script)
    }

    /// Asks again until `condition` holds.
    func figures(where condition: (Figures) -> Bool) async throws -> Figures {
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(20)
        var last = Figures()
        while clock.now < deadline {
            let text = try await page.run("return window.figures()")
            last = try JSONDecoder().decode(Figures.self, from: Data(text.utf8))
            if condition(last) { return last }
        }
        throw LiveProcess.Failure(description: "Chromium as the receiver: \(last)")
    }

    func stop() async {
        await page.stop()
        await screen.stop()
    }

    private static let script = """
        const { connect } = await import("/socket.js");
        const socket = await connect();
        const video = document.createElement("video");
        Object.assign(video.style, { position: "fixed", inset: 0, width: "100vw", height: "100vh", background: "#000" });
        Object.assign(video, { autoplay: true, muted: true });
        document.body.replaceChildren(video);
        let peer, clientId, negotiationId, candidates = [];
        const kind = "RTC_Candidate_Exchange";
        socket.on("RTC_Client_Offer_To_TV", async (payload) => {
          ({ clientId, negotiationId } = payload);
          peer = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
          peer.ontrack = ({ track, receiver }) => {
            if (track.kind !== "video") return;
            receiver.jitterBufferTarget = 0;
            video.srcObject = new MediaStream([track]);
          };
          const found = [];
          let isAnswered = false;
          const tell = (iceCandidate) => socket.emit(kind, { iceCandidate, clientId, negotiationId });
          peer.onicecandidate = ({ candidate }) => isAnswered ? tell(candidate?.toJSON() ?? null) : found.push(candidate);
          await peer.setRemoteDescription(payload.offer);
          for (const candidate of candidates.splice(0)) await peer.addIceCandidate(candidate);
          await peer.setLocalDescription(await peer.createAnswer());
          const hints = "x-google-start-bitrate=4000;x-google-max-bitrate=10000";
          const sdp = peer.localDescription.sdp.replace(/a=rtpmap:(\\d+) VP8\\/90000\\r\\n/, `$&a=fmtp:$1 ${hints}\\r\\n`);
          socket.emit("RTC_TV_Answer_To_Server", { answer: { type: "answer", sdp }, clientId, negotiationId });
          isAnswered = true;
          for (const candidate of found) tell(candidate?.toJSON() ?? null);
        });
        socket.on(kind, ({ iceCandidate }) => {
          if (peer?.remoteDescription) peer.addIceCandidate(iceCandidate ?? undefined).catch(() => {});
          else if (iceCandidate) candidates.push(iceCandidate);
        });
        window.figures = async () => {
          const found = { framesReceived: 0, framesDecoded: 0, freezeCount: 0, totalFreezesDuration: 0 };
          for (const report of (await peer?.getStats())?.values() ?? []) {
            if (report.type === "inbound-rtp") for (const key in found) found[key] = report[key] ?? 0;
          }
          return JSON.stringify(found);
        };
        const registered = new Promise((resolve) => socket.on("TV_REGISTER_SUCCESS", resolve));
        socket.emit("TV_REGISTER", { name: "Chromium" });
        return (await registered).projCode;
        """
}
