internal import OutboardCore
internal import OutboardSystem
internal import Synchronization
internal import SystemPackage

// Buffers that the plugin reads. What it says about them is a hostile plugin's word: it is looked up, and what was not asked
// is a violation.
extension Generation {
    /// Lends the plugin a buffer, unless that was done.
    ///
    /// Returns at once.
    ///
    /// - Returns: Fulfilled when calls can refer to the buffer, or with the reason why they never can.
    func lend(_ buffer: SharedBuffer) -> Completion<OutboardError?> {
        let lent = Completion<OutboardError?>()
        guard let welcome else {
            lent.fulfil(cannotBorrow(ended.value))
            return lent
        }
        guard welcome.capabilities.contains(.buffers) else {
            lent.fulfil(
                OutboardError(
                    code: .interfaceMismatch,
                    message: "\(title) cannot be lent buffers: rebuild it with a newer Outboard"))
            return lent
        }
        let deadline = MonotonicClock.now().addingClamped(options.startTimeout.clampedNanoseconds)
        switch loans.withLock({ $0.lend(buffer, lent, deadline: deadline) }) {
        case .wait(let known): return known
        case .refuse:
            lent.fulfil(
                OutboardError(
                    code: .busy,
                    message: "\(title) has been lent as many buffers as it can have: take one back, or make larger ones"
                ))
        case .fail(let fate): lent.fulfil(cannotBorrow(fate))
        case .send:
            send(buffer, lent)
            loanDeadline.lower(to: deadline)
            watch.wake()
        }
        return lent
    }

    private func send(_ buffer: SharedBuffer, _ lent: Completion<OutboardError?>) {
        let order = BufferOrder(buffer)
        do throws(Errno) {
            try link.control.send(order.message(.lend), file: buffer.file.raw, blocking: false)
        } catch {
            // The plugin's end says why.
            if error == .brokenPipe || error == .connectionReset { return }
            loans.withLock { $0.forget(order.number) }
            lent.fulfil(OutboardError(code: .notSent, message: "\(title) could not be told of a buffer: \(error)"))
        }
    }

    /// Whether calls can refer to a buffer.
    func hasBorrowed(_ buffer: SharedBuffer) -> Bool { loans.withLock { $0.has(buffer) } }

    /// Takes a buffer back.
    ///
    /// Returns at once.
    func takeBack(_ buffer: SharedBuffer) {
        if loans.withLock({ $0.takeBack(buffer.memory.number) }) { sendTakeBack(buffer) }
    }

    private func sendTakeBack(_ buffer: SharedBuffer) {
        // A plugin that does not read keeps it to its end; one that is gone has none.
        try? link.control.send(BufferOrder(buffer).message(.takeBack), blocking: false)
    }

    /// Notes what the plugin says about a buffer.
    ///
    /// - Returns: Whether it was asked.
    func noteBorrowed(_ answer: NumberedAnswer) -> Bool {
        guard let number = UInt32(exactly: answer.number),
            let loan = loans.withLock({ $0.note(number, isRefused: !answer.refusal.isEmpty) })
        else { return false }
        guard loan.isThere else {
            let text = ForeignText.plain(answer.refusal)
            loan.lent.fulfil(
                OutboardError(
                    code: .refused,
                    message: "\(title) did not take a buffer of \(loan.buffer.byteCount) bytes: \(text)"))
            return true
        }
        if loan.isTakenBack { sendTakeBack(loan.buffer) }
        loan.lent.fulfil(nil)
        return true
    }

    /// Goes on where the plugin has not answered in time; for the waiting thread.
    ///
    /// - Returns: When to look next; the largest number for never.
    func expireLoans(now: UInt64) -> UInt64 {
        let next = loanDeadline.load(ordering: .relaxed)
        guard next <= now else { return next }
        loanDeadline.store(.max, ordering: .relaxed)
        let (overdue, later) = loans.withLock { $0.expire(now: now) }
        for lent in overdue {
            lent.fulfil(
                OutboardError(
                    code: .timeout, message: "\(title) did not take a buffer within \(options.startTimeout)"))
        }
        return loanDeadline.lower(to: later)
    }

    /// Tells all who lend it something that the plugin is gone.
    func failLoans(_ fate: CallFate) {
        for lent in loans.withLock({ $0.end(fate) }) { lent.fulfil(cannotBorrow(fate)) }
    }

    private func cannotBorrow(_ fate: CallFate?) -> OutboardError {
        OutboardError(code: .notSent, message: "\(title) borrows nothing: \(fate?.message ?? "it is not ready")")
    }
}
