import OutboardCore
import Testing

@testable import Outboard

/// What a host knows of the buffers that a plugin has been lent, in every order of events.
@Suite final class LoanTableTests {
    private let buffer: SharedBuffer
    private let number: UInt32
    private var table = LoanTable()

    init() throws {
        buffer = try SharedBuffer(byteCount: 8)
        number = buffer.memory.number
    }

    /// Lends the buffer, and says whether the plugin is to be told.
    private func lend(_ lent: Completion<OutboardError?>, deadline: UInt64 = 100) -> Bool {
        if case .send = table.lend(buffer, lent, deadline: deadline) { return true }
        return false
    }

    private func takeBack() -> Bool { table.takeBack(number) }

    private func note(_ number: UInt32? = nil, isRefused: Bool = false) -> LoanTable.Loan? {
        table.note(number ?? self.number, isRefused: isRefused)
    }

    private func expire(now: UInt64) -> (overdue: [Completion<OutboardError?>], next: UInt64) { table.expire(now: now) }

    @Test func `it is there when the plugin has said so, and is lent once`() {
        let lent = Completion<OutboardError?>()
        #expect(lend(lent))
        #expect(!table.has(buffer))
        guard case .wait(let same) = table.lend(buffer, Completion(), deadline: 100) else {
            Issue.record("it is lent twice")
            return
        }
        #expect(same === lent)
        let loan = note()
        #expect(loan?.isThere == true && loan?.isTakenBack == false && loan?.lent === lent)
        #expect(table.has(buffer))
        #expect(takeBack())
        #expect(!table.has(buffer) && !takeBack())
        #expect(lend(Completion()))
    }

    @Test func `an answer that nobody waits for is none`() {
        #expect(note() == nil)
        #expect(lend(Completion()))
        #expect(note(number &+ 1) == nil)
        #expect(note() != nil)
        #expect(note() == nil)
        #expect(note(isRefused: true) == nil)
        #expect(table.has(buffer))
    }

    @Test func `one that is refused is not there`() {
        #expect(lend(Completion()))
        #expect(note(isRefused: true)?.isThere == false)
        #expect(!table.has(buffer))
        #expect(lend(Completion()))
    }

    @Test func `taken back before the answer, it goes with that`() {
        #expect(lend(Completion()))
        #expect(!takeBack())
        let loan = note()
        #expect(loan?.isTakenBack == true)
        #expect(!table.has(buffer))
        #expect(lend(Completion()))
    }

    @Test func `taken back and lent again before the answer, it stays`() {
        let lent = Completion<OutboardError?>()
        #expect(lend(lent))
        #expect(!takeBack())
        #expect(!lend(Completion()))
        let loan = note()
        #expect(loan?.isTakenBack == false && loan?.lent === lent)
        #expect(table.has(buffer))
    }

    @Test func `one that is not answered in time is taken back, or waited for anew`() {
        let lent = Completion<OutboardError?>()
        #expect(lend(lent, deadline: 100))
        #expect(expire(now: 99).overdue.isEmpty)
        #expect(expire(now: 99).next == 100)
        let (overdue, next) = expire(now: 100)
        #expect(overdue.count == 1 && overdue.first === lent && next == .max)
        lent.fulfil(nil)
        #expect(expire(now: 200).overdue.isEmpty)
        // Somebody asks again before the late answer.
        let again = Completion<OutboardError?>()
        #expect(!lend(again, deadline: 300))
        #expect(expire(now: 200).next == 300)
        let loan = note()
        #expect(loan?.lent === again && loan?.isTakenBack == false && table.has(buffer))
    }

    @Test func `a late answer to what nobody waits for any more is followed by taking back`() {
        let lent = Completion<OutboardError?>()
        #expect(lend(lent))
        #expect(expire(now: 100).overdue.count == 1)
        lent.fulfil(nil)
        #expect(note()?.isTakenBack == true)
        #expect(!table.has(buffer))
    }

    @Test func `when the plugin has ended nothing is lent`() {
        #expect(lend(Completion()))
        let waiting = table.end(CallFate(code: .lost, message: "gone"))
        #expect(waiting.count == 1)
        #expect(note() == nil && !table.has(buffer))
        guard case .fail(let fate) = table.lend(buffer, Completion(), deadline: 1) else {
            Issue.record("it is lent")
            return
        }
        #expect(fate.message == "gone")
    }
}
