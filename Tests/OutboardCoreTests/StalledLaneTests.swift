import Testing

@testable import OutboardCore

@Suite struct StalledLaneTests {
    @Test func `a lane that is wanted while it is held is not given back as stalled before its holder looked again`() {
        let pool = LanePool(count: 1)
        #expect(pool.takeOwn() == 0)
        #expect(!pool.takeStalled(0), "it is held")
        #expect(!pool.takeStalled(0), "it still is")
        #expect(!pool.giveStalled(0), "its bell rang meanwhile")
        #expect(pool.giveStalled(0))
        #expect(pool.takeStalled(0))
        #expect(pool.giveStalled(0), "nobody wanted it meanwhile")
        #expect(pool.takeStalled(0))
        pool.give(0, isStalled: false)
        #expect(!pool.takeStalled(0), "it has no late answers")
        #expect(pool.takeOwn() == 0)
        #expect(pool.giveStalled(0), "what was wanted of a free lane is forgotten")
    }

    @Test func `a lane that was wanted can be given back as free`() {
        let pool = LanePool(count: 1)
        #expect(pool.takeOwn() == 0)
        #expect(!pool.takeStalled(0))
        pool.give(0, isStalled: false)
        #expect(pool.takeOwn() == 0)
        #expect(pool.giveStalled(0))
    }
}
