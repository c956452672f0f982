import Testing

@testable import OutboardCore

@Suite struct FlushWindowTests {
    @Test(arguments: [2, 64, 1024] as [UInt32])
    func `reaches back as far as the ring, also where positions wrap`(_ slots: UInt32) {
        for start in [0, UInt32.max - 5, UInt32.max - 3 * slots] {
            var window = FlushWindow(first: start)
            for count in 1...(4 * slots) {
                window.widen(to: start &+ count, slots: Int(slots))
                #expect(start &+ count &- window.first == min(count, slots))
            }
        }
    }
}
