import DisplayContract
import Testing
import VP8TestEncoder

extension PixelImage {
    /// Finds a picture in its place: the colours of its corners, clockwise from the top left, and black around it.
    func expect(
        _ corners: [TestPicture.Colour],
        at letterbox: Letterbox,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect((width, height) == (letterbox.screenWidth, letterbox.screenHeight), sourceLocation: sourceLocation)
        let area = letterbox.picture
        let (right, bottom) = (area.x + area.width - 1, area.y + area.height - 1)
        for ((x, y), wanted) in zip([(area.x, area.y), (right, area.y), (right, bottom), (area.x, bottom)], corners) {
            let seen = colour(x: x, y: y)
            #expect(
                seen.map { $0.isNear(wanted) } == true,
                "\(String(describing: seen)) at \(x), \(y), not \(wanted)",
                sourceLocation: sourceLocation
            )
        }
        let black = Colour(red: 0, green: 0, blue: 0)
        for border in letterbox.borders {
            let isBlack = (border.y..<(border.y + border.height)).allSatisfy { y in
                (border.x..<(border.x + border.width)).allSatisfy { x in colour(x: x, y: y) == black }
            }
            #expect(isBlack, "\(border) is not black", sourceLocation: sourceLocation)
        }
    }
}

extension PixelImage.Colour {
    /// The encoder changes colours a little.
    fileprivate func isNear(_ wanted: TestPicture.Colour) -> Bool {
        zip([red, green, blue], [wanted.red, wanted.green, wanted.blue]).allSatisfy { abs(Int($0) - Int($1)) <= 12 }
    }
}
