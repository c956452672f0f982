import Synchronization
import Testing

@testable import OutboardSystem

@Suite struct AtomicLoweringTests {
    @Test func `the largest number is lowered, and a smaller one stays`() {
        let number = Atomic<UInt64>(.max)
        #expect(number.lower(to: .max) == .max)
        #expect(number.lower(to: 7) == 7)
        #expect(number.lower(to: .max) == 7)
        #expect(number.lower(to: 1 << 63) == 7)
        #expect(number.lower(to: 3) == 3)
        #expect(number.load(ordering: .relaxed) == 3)
    }
}
