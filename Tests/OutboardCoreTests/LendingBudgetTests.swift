import Testing

@testable import OutboardCore

@Suite struct LendingBudgetTests {
    @Test func `holds what it has, and no sum overflows`() {
        let budget = LendingBudget(limit: 10)
        #expect(budget.take(0) && budget.take(10) && !budget.take(1) && budget.take(0))
        budget.give(4)
        #expect(!budget.take(5) && budget.take(4) && !budget.take(.max))
        let all = LendingBudget(limit: .max)
        #expect(all.take(.max) && !all.take(1) && all.lentByteCount == .max)
    }

    @Test func `gives each byte once, also to threads that take at the same time`() async throws {
        // Enough for the threads to meet, also where others keep the processors busy.
        let limit = 1_000_000
        let budget = LendingBudget(limit: limit)
        let count = try await withThrowingTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    try await Threads.run {
                        var count = 0
                        while budget.take(1) { count += 1 }
                        return count
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(count == limit && budget.lentByteCount == limit)
    }
}
