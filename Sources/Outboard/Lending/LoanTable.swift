internal import COutboard
internal import OutboardCore

/// The buffers that one generation has been lent, as its host knows them.
///
/// A plugin answers each that it is lent, once. So one that is taken back before that stays here until the answer.
struct LoanTable {
    /// One buffer.
    struct Loan {
        /// Kept for the next generation, and so that its memory is there for as long as the host says that it is lent.
        let buffer: SharedBuffer
        /// Fulfilled when calls can refer to it, or when it is clear that they never can.
        var lent: Completion<OutboardError?>
        /// When it is no longer waited for the plugin's answer, in nanoseconds of CLOCK_MONOTONIC.
        var deadline: UInt64
        /// Whether the plugin has said that it has it.
        var isThere = false
        /// Whether it was taken back before the plugin said anything.
        var isTakenBack = false
    }

    /// What is to be done to lend a buffer.
    enum Lending {
        /// To tell the plugin.
        case send
        /// Nothing: it was told.
        case wait(Completion<OutboardError?>)
        /// Nothing: it has as many as it may have.
        case refuse
        /// Nothing: it has ended.
        case fail(CallFate)
    }

    private var loans: [UInt32: Loan] = [:]
    /// How the plugin ended.
    private var fate: CallFate?

    /// Whether calls can refer to a buffer.
    func has(_ buffer: SharedBuffer) -> Bool { loans[buffer.memory.number]?.isThere ?? false }

    /// Begins to lend a buffer.
    mutating func lend(_ buffer: SharedBuffer, _ lent: Completion<OutboardError?>, deadline: UInt64) -> Lending {
        if let fate { return .fail(fate) }
        let number = buffer.memory.number
        guard var loan = loans[number] else {
            guard loans.count < Int(OUTBOARD_BUFFERS_MAX) else { return .refuse }
            loans[number] = Loan(buffer: buffer, lent: lent, deadline: deadline)
            return .send
        }
        loan.isTakenBack = false
        if !loan.isThere, loan.lent.value != nil {
            // Nobody waited any more.
            loan.lent = lent
            loan.deadline = deadline
        }
        loans[number] = loan
        return .wait(loan.lent)
    }

    /// Takes a buffer back.
    ///
    /// - Returns: Whether the plugin is to be told now.
    mutating func takeBack(_ number: UInt32) -> Bool {
        guard var loan = loans[number] else { return false }
        if loan.isThere {
            loans[number] = nil
            return true
        }
        loan.isTakenBack = true
        loans[number] = loan
        return false
    }

    /// Forgets a buffer of which the plugin could not be told.
    mutating func forget(_ number: UInt32) { loans[number] = nil }

    /// Notes the plugin's answer.
    ///
    /// - Returns: What was lent, with what holds after the answer; nothing if nothing was asked.
    mutating func note(_ number: UInt32, isRefused: Bool) -> Loan? {
        guard var loan = loans[number], !loan.isThere else { return nil }
        loan.isThere = !isRefused
        loans[number] = isRefused || loan.isTakenBack ? nil : loan
        return loan
    }

    /// Takes back what the plugin has not answered in time.
    ///
    /// - Returns: Who waits for it, and when to look next; the largest number for never.
    mutating func expire(now: UInt64) -> (overdue: [Completion<OutboardError?>], next: UInt64) {
        let waiting = loans.filter { !$0.value.isThere && $0.value.lent.value == nil }
        let overdue = waiting.filter { $0.value.deadline <= now }
        for number in overdue.keys { loans[number]?.isTakenBack = true }
        let next = waiting.values.map(\.deadline).filter { $0 > now }.min() ?? .max
        return (overdue.values.map(\.lent), next)
    }

    /// Forgets all, because the plugin has ended.
    ///
    /// - Returns: Who may wait for them.
    mutating func end(_ fate: CallFate) -> [Completion<OutboardError?>] {
        defer { loans = [:] }
        self.fate = fate
        return loans.values.map(\.lent)
    }
}
