internal import Logging
internal import OutboardCore
internal import OutboardSystem
internal import Synchronization
internal import SystemPackage

// Further instances of a plugin in its process. What it says about them is a hostile plugin's word: it is looked up, and
// what was not asked for is a violation.
extension Generation {
    /// Has the plugin make an instance, unless that was done.
    ///
    /// Returns at once.
    ///
    /// - Parameters:
    ///   - name: What it is called.
    ///   - configuration: The envelope of its configuration.
    /// - Returns: Fulfilled when it can be called, or with the reason why it never can.
    func openInstance(_ name: InstanceName, _ configuration: [UInt8]) -> Completion<OutboardError?> {
        let opened = Completion<OutboardError?>()
        guard let welcome else {
            opened.fulfil(notThere(ended.value))
            return opened
        }
        guard welcome.capabilities.contains(.instances) else {
            opened.fulfil(
                OutboardError(
                    code: .interfaceMismatch,
                    message: "\(title) makes no further instances of itself: rebuild it with a newer Outboard"))
            return opened
        }
        let deadline = MonotonicClock.now().addingClamped(options.startTimeout.clampedNanoseconds)
        var reason: String?
        let (number, known) = instances.withLock { table -> (Int?, Completion<OutboardError?>?) in
            if let number = table.numbers[name], let entry = table.entries[number] { return (nil, entry.opened) }
            reason = table.reasonForNoMore(welcome.maximumInstances)
            guard reason == nil else { return (nil, nil) }
            let number = table.next
            table.next += 1
            table.numbers[name] = number
            table.entries[number] = InstanceTable.Entry(name: name, opened: opened, deadline: deadline)
            return (number, opened)
        }
        guard let number else {
            if let known { return known }
            opened.fulfil(OutboardError(code: .busy, message: "\(title) \(reason ?? "makes no further instance")"))
            return opened
        }
        send(InstanceOrder(number: number, configuration: configuration), configuration, opened)
        expectAnswer(before: deadline)
        return opened
    }

    /// Has the waiting thread look at the instances at a moment.
    private func expectAnswer(before deadline: UInt64) {
        instanceDeadline.lower(to: deadline)
        watch.wake()
    }

    /// Goes on where the plugin has not answered in time; for the waiting thread.
    ///
    /// - Returns: When to look next; the largest number for never.
    func expireInstances(now: UInt64) -> UInt64 {
        let next = instanceDeadline.load(ordering: .relaxed)
        guard next <= now else { return next }
        instanceDeadline.store(.max, ordering: .relaxed)
        var overdue: [InstanceTable.Entry] = []
        let later = instances.withLock { table -> UInt64 in
            let waiting = table.entries.values.filter { $0.isOpening || $0.closed != nil }
            overdue = waiting.filter { $0.deadline <= now }
            return waiting.map(\.deadline).filter { $0 > now }.min() ?? .max
        }
        for entry in overdue {
            entry.opened.fulfil(
                OutboardError(
                    code: .startFailed,
                    message: "\(title) did not make an instance of itself within \(options.startTimeout)"))
            guard let closed = entry.closed, closed.value == nil else { continue }
            LogDelivery.shared.note(
                .warning, "\(title) has not ended an instance of itself within \(options.drainGrace)", to: logger)
            closed.fulfil(())
        }
        return instanceDeadline.lower(to: later)
    }

    private func send(
        _ order: InstanceOrder, _ configuration: [UInt8], _ opened: Completion<OutboardError?>
    ) {
        do throws(Errno) {
            let attachment = order.isConfigurationAttached ? try Attachment(holding: configuration) : nil
            // It closes its file with its last use.
            defer { withExtendedLifetime(attachment) {} }
            try link.control.send(order.message(.open), file: attachment?.file.raw, blocking: false)
        } catch {
            // The plugin's end says why.
            if error == .brokenPipe || error == .connectionReset { return }
            finishInstance(order.number)
            opened.fulfil(
                OutboardError(code: .notSent, message: "\(title) could not be told to make an instance: \(error)"))
        }
    }

    /// The number of an instance that can be called.
    func number(of name: InstanceName) -> Int? {
        instances.withLock { table in
            guard let number = table.numbers[name], table.entries[number]?.isOpen == true else { return nil }
            return number
        }
    }

    /// Has the plugin end an instance, when the calls are over that it has.
    ///
    /// Returns at once.
    ///
    /// - Returns: Fulfilled when it has ended, or the plugin has, or ``PluginOptions/drainGrace`` is over.
    func closeInstance(_ name: InstanceName) -> Completion<Void> {
        let closed = Completion<Void>()
        let deadline = MonotonicClock.now().addingClamped(options.drainGrace.clampedNanoseconds)
        let (number, known) = instances.withLock { table -> (Int?, Completion<Void>) in
            guard let number = table.numbers[name], var entry = table.entries[number] else {
                closed.fulfil(())
                return (nil, closed)
            }
            if let known = entry.closed { return (nil, known) }
            entry.closed = closed
            entry.deadline = max(entry.deadline, deadline)
            table.entries[number] = entry
            // One that is still being made is told to end when it has been.
            return (entry.isOpening ? nil : number, closed)
        }
        if let number { sendClose(number) }
        expectAnswer(before: deadline)
        return known
    }

    private func sendClose(_ number: Int) {
        do {
            try link.control.send(InstanceOrder(number: number).message(.close), blocking: false)
        } catch {
            // It does not read, or is gone. In the first case the instance stays until the plugin ends.
            finishInstance(number)
        }
    }

    /// Notes what the plugin says about an instance.
    ///
    /// - Returns: Whether it was asked for.
    func noteAnswer(_ answer: NumberedAnswer) -> Bool {
        let entry = instances.withLock { table -> InstanceTable.Entry? in
            guard var entry = table.entries[answer.number], entry.isOpening || entry.closed != nil else { return nil }
            let found = entry
            entry.isOpening = false
            table.entries[answer.number] = entry
            return found
        }
        guard let entry else { return false }
        guard entry.isOpening else {
            finishInstance(answer.number)
            return true
        }
        if !answer.refusal.isEmpty {
            let text = ForeignText.plain(answer.refusal)
            finishInstance(answer.number)
            entry.opened.fulfil(
                OutboardError(code: .refused, message: "\(title) refused to make an instance of itself: \(text)"))
        } else {
            entry.opened.fulfil(nil)
            if entry.closed != nil {
                sendClose(answer.number)
            } else if case .some(.some) = entry.opened.value {
                // Nobody waited for it any more.
                _ = closeInstance(entry.name)
            }
        }
        return true
    }

    private func finishInstance(_ number: Int) {
        let entry = instances.withLock { table in
            let entry = table.entries.removeValue(forKey: number)
            if let entry { table.numbers[entry.name] = nil }
            return entry
        }
        if let count = welcome?.methodCount { channel.forget(ordinals: number * count..<(number + 1) * count) }
        entry?.closed?.fulfil(())
    }

    /// Tells all who wait for an instance that the plugin is gone.
    func failInstances(_ fate: CallFate) {
        let entries = instances.withLock { table in
            defer { table.entries = [:] }
            return Array(table.entries.values)
        }
        for entry in entries {
            entry.opened.fulfil(notThere(fate))
            entry.closed?.fulfil(())
        }
    }

    private func notThere(_ fate: CallFate?) -> OutboardError {
        OutboardError(code: .notSent, message: "\(title) runs no instance: \(fate?.message ?? "it is not ready")")
    }
}
