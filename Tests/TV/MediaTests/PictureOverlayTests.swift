import DisplayContract
import DisplayHeadless
import Media
import Testing
import VP8TestEncoder

@Suite struct PictureOverlayTests {
    private let white = PixelImage.Colour(red: 255, green: 255, blue: 255)

    @Test func standsOnTheFrameAndGoesAgain() throws {
        let harness = try PipelineHarness()
        let mode = try #require(harness.display.mode)
        harness.pipeline.show(on: harness.display)
        let before = try harness.show(1, TestPicture.moving(width: 160, height: 120, frame: 1))
        let patch = PictureOverlay.Patch(x: 4, y: 6, image: PixelImage(width: 20, height: 10, colour: white))
        harness.pipeline.setOverlay(PictureOverlay(width: mode.width, height: mode.height, patches: [patch]))
        // Over the frame that is there, without another one.
        #expect(harness.wait { harness.display.snapshot()?.colour(x: 4, y: 6) == white })
        let with = try #require(harness.display.snapshot())
        for y in 0..<120 {
            for x in 0..<160 {
                let isCovered = (4..<24).contains(x) && (6..<16).contains(y)
                if with.colour(x: x, y: y) != (isCovered ? white : before.colour(x: x, y: y)) { Issue.record("\(x), \(y)") }
            }
        }
        harness.pipeline.setOverlay(nil)
        #expect(harness.wait { harness.display.snapshot() == before })
    }

    /// Frames of another shape leave borders, and a patch on them goes too.
    @Test func leavesNothingOnTheBorders() throws {
        let harness = try PipelineHarness()
        harness.pipeline.show(on: harness.display)
        let before = try harness.show(1, TestPicture.moving(width: 160, height: 40, frame: 1))
        let patch = PictureOverlay.Patch(x: 0, y: 0, image: PixelImage(width: 160, height: 30, colour: white))
        harness.pipeline.setOverlay(PictureOverlay(width: 160, height: 120, patches: [patch]))
        #expect(harness.wait { harness.display.snapshot()?.colour(x: 80, y: 2) == white })
        harness.pipeline.setOverlay(nil)
        #expect(harness.wait { harness.display.snapshot() == before })
    }

    @Test func copiesOnlyWhatLiesOnTheScreenItWasMadeFor() throws {
        let harness = try PipelineHarness()
        harness.pipeline.show(on: harness.display)
        let before = try harness.show(1, TestPicture.moving(width: 160, height: 120, frame: 1))
        let big = PixelImage(width: 40, height: 40, colour: white)
        let patches = [(-20, -20), (140, 100), (400, 0), (-50, 0)].map { PictureOverlay.Patch(x: $0.0, y: $0.1, image: big) }
        harness.pipeline.setOverlay(PictureOverlay(width: 160, height: 120, patches: patches))
        #expect(harness.wait { harness.display.snapshot()?.colour(x: 159, y: 119) == white })
        #expect(harness.display.snapshot()?.colour(x: 19, y: 19) == white)
        harness.pipeline.setOverlay(PictureOverlay(width: 320, height: 240, patches: patches))
        #expect(harness.wait { harness.display.snapshot() == before })
    }
}
