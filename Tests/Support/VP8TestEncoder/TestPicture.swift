/// A picture in I420, limited range, BT.601, to be encoded in a test.
package struct TestPicture: Sendable {
    package struct Colour: Hashable, Sendable {
        package var red: UInt8
        package var green: UInt8
        package var blue: UInt8

        package init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
            self.red = red
            self.green = green
            self.blue = blue
        }

        package static let red = Colour(220, 20, 20)
        package static let green = Colour(20, 180, 40)
        package static let blue = Colour(30, 40, 210)
        package static let white = Colour(240, 240, 240)

        /// BT.601, limited range.
        package var yuv: (y: UInt8, u: UInt8, v: UInt8) {
            let (r, g, b) = (Double(red), Double(green), Double(blue))
            return (
                UInt8((16 + 0.257 * r + 0.504 * g + 0.098 * b).rounded()),
                UInt8((128 - 0.148 * r - 0.291 * g + 0.439 * b).rounded()),
                UInt8((128 + 0.439 * r - 0.368 * g - 0.071 * b).rounded())
            )
        }
    }

    package let width: Int
    package private(set) var height: Int
    package private(set) var y: [UInt8]
    package private(set) var u: [UInt8]
    package private(set) var v: [UInt8]

    package var chromaWidth: Int { (width + 1) / 2 }
    package var chromaHeight: Int { (height + 1) / 2 }

    /// One colour all over.
    package init(width: Int, height: Int, _ colour: Colour) {
        self.width = width
        self.height = height
        let (y, u, v) = colour.yuv
        self.y = [UInt8](repeating: y, count: width * height)
        let chroma = ((width + 1) / 2) * ((height + 1) / 2)
        self.u = [UInt8](repeating: u, count: chroma)
        self.v = [UInt8](repeating: v, count: chroma)
    }

    /// Fills a rectangle, whose corners are even.
    package mutating func fill(x: Range<Int>, y rows: Range<Int>, _ colour: Colour) {
        let value = colour.yuv
        for row in rows {
            for column in x {
                y[row * width + column] = value.y
                let chroma = row / 2 * chromaWidth + column / 2
                u[chroma] = value.u
                v[chroma] = value.v
            }
        }
    }

    /// A picture cut out of a taller one; the first row is even.
    package func rows(from first: Int, count: Int) -> TestPicture {
        var cut = self
        cut.height = count
        cut.y = Array(y[(first * width)..<((first + count) * width)])
        let chroma = (first / 2 * chromaWidth)..<((first / 2 + (count + 1) / 2) * chromaWidth)
        cut.u = Array(u[chroma])
        cut.v = Array(v[chroma])
        return cut
    }

    /// Four colours, one in each quarter: top left, top right, bottom left, bottom right.
    package static func quarters(
        width: Int,
        height: Int,
        _ colours: (Colour, Colour, Colour, Colour) = (.red, .green, .blue, .white)
    ) -> TestPicture {
        var picture = TestPicture(width: width, height: height, colours.0)
        let (middle, centre) = (width / 2 & ~1, height / 2 & ~1)
        picture.fill(x: middle..<width, y: 0..<centre, colours.1)
        picture.fill(x: 0..<middle, y: centre..<height, colours.2)
        picture.fill(x: middle..<width, y: centre..<height, colours.3)
        return picture
    }

    /// Bars that wander with the frame's number: something to encode.
    package static func moving(width: Int, height: Int, frame: Int) -> TestPicture {
        var picture = TestPicture(width: width, height: height, .white)
        let bar = max(width / 16, 2) & ~1
        for index in 0..<4 {
            let start = ((index * width / 4 + frame * 6) % max(width - bar, 1)) & ~1
            let colour: Colour = [.red, .green, .blue, Colour(10, 10, 10)][index]
            picture.fill(x: start..<min(start + bar, width), y: 0..<height, colour)
        }
        return picture
    }
}
