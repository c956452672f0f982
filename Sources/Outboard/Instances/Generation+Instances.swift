internal import OutboardCore
internal import OutboardSystem
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
        let (number, known) = instances.withLock { table -> (Int?, Completion<OutboardError?>?) in
            if let number = table.numbers[name], let entry = table.entries[number] { return (nil, entry.opened) }
            guard table.next <= welcome.maximumInstances else { return (nil, nil) }
            let number = table.next
            table.next += 1
            table.numbers[name] = number
            table.entries[number] = InstanceTable.Entry(opened: opened)
            return (number, opened)
        }
        guard let number else {
            if let known { return known }
            opened.fulfil(
                OutboardError(
                    code: .busy,
                    message: "\(title) has had \(welcome.maximumInstances) instances, as many as the ordinals of its "
                        + "methods have room for: start it again"))
            return opened
        }
        send(InstanceOrder(number: number, configuration: configuration), configuration, number, opened)
        return opened
    }

    private func send(
        _ order: InstanceOrder, _ configuration: [UInt8], _ number: Int, _ opened: Completion<OutboardError?>
    ) {
        do {
            let attachment = order.isConfigurationAttached ? try Attachment(holding: configuration) : nil
            // It closes its file with its last use.
            defer { withExtendedLifetime(attachment) {} }
            try link.control.send(order.message(.open), file: attachment?.file.raw, blocking: false)
        } catch let error as Errno where error == .brokenPipe || error == .connectionReset {
            // Its end says why.
            return
        } catch {
            instances.withLock { table in
                table.entries[number] = nil
                table.numbers = table.numbers.filter { $0.value != number }
            }
            opened.fulfil(
                OutboardError(code: .notSent, message: "\(title) could not be told to make an instance: \(error)"))
            return
        }
        let patience = options.startTimeout
        watch.schedule(at: MonotonicClock.now().addingClamped(patience.clampedNanoseconds)) { [weak self] in
            guard let self, opened.value == nil else { return }
            opened.fulfil(
                OutboardError(
                    code: .startFailed, message: "\(title) did not make an instance of itself within \(patience)"))
        }
        watch.wake()
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
        let (number, known) = instances.withLock { table -> (Int?, Completion<Void>) in
            guard let number = table.numbers[name], var entry = table.entries[number] else {
                closed.fulfil(())
                return (nil, closed)
            }
            if let known = entry.closed { return (nil, known) }
            entry.closed = closed
            table.entries[number] = entry
            // One that is still being made is told to end when it has been.
            return (entry.isOpening ? nil : number, closed)
        }
        if let number { sendClose(number) }
        let patience = options.drainGrace
        watch.schedule(at: MonotonicClock.now().addingClamped(patience.clampedNanoseconds)) { [weak self] in
            guard let self, known.value == nil else { return }
            LogDelivery.shared.note(
                .warning, "\(title) has not ended an instance of itself within \(patience)", to: logger)
            known.fulfil(())
        }
        watch.wake()
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
    func noteAnswer(_ answer: InstanceAnswer) -> Bool {
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
                abandon(answer.number)
            }
        }
        return true
    }

    private func abandon(_ number: Int) {
        let name = instances.withLock { table in table.numbers.first { $0.value == number }?.key }
        if let name { _ = closeInstance(name) }
    }

    private func finishInstance(_ number: Int) {
        let entry = instances.withLock { table in
            table.numbers = table.numbers.filter { $0.value != number }
            return table.entries.removeValue(forKey: number)
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
