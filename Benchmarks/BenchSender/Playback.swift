/// Which frame of the file is next: round and round, and on to the next key frame when one is wanted.
struct Playback: Sendable {
    let file: IVFFile
    private var index = 0
    private var isKeyFrameWanted = false

    init(_ file: IVFFile) {
        self.file = file
    }

    mutating func wantKeyFrame() {
        isKeyFrameWanted = true
    }

    mutating func next() -> IVFFile.Frame {
        if isKeyFrameWanted {
            // The first frame is one, so the search ends.
            while !file.frames[index].isKeyFrame { index = (index + 1) % file.frames.count }
            isKeyFrameWanted = false
        }
        defer { index = (index + 1) % file.frames.count }
        return file.frames[index]
    }
}
