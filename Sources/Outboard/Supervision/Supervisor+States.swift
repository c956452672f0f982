internal import OutboardCore
internal import OutboardSystem

// What waits for the plugin, and what follows it.
extension Supervisor: Succession {
    /// Whether those who wait for a generation need no longer wait: there is one, or there will be none.
    func isSettled(_ life: Life) -> Bool {
        switch life.state {
        case .ready: life.served?.generation.channel.acceptsCalls == true
        case .draining, .stopped, .failed: true
        case .idle, .starting, .crashed, .backingOff: !life.isWanted
        }
    }

    func successor(for interface: InterfaceDescriptor) throws(OutboardError) -> Successor? {
        guard let (generation, welcome) = try running() else { return nil }
        let place = try welcome.place(of: interface, title: generation.title)
        expect(interface)
        return Successor(channel: generation.channel, place: place)
    }

    /// Notes that there is a client of an interface, which a reload must not take away.
    func expect(_ interface: InterfaceDescriptor) {
        life.withLock { $0.expected["\(interface.name) \(interface.version.major)"] = interface }
    }

    /// The generation that can be called.
    ///
    /// - Returns: Nil while there is none.
    /// - Throws: `notSent` if there will be none.
    func running() throws(OutboardError) -> (generation: Generation, welcome: Welcome)? {
        let (state, end, served) = life.withLock { ($0.state, $0.isWanted ? nil : $0.farewell, $0.served) }
        if case .failed(let error) = state { throw OutboardError(code: .notSent, message: error.message) }
        if let end { throw OutboardError(code: .notSent, message: "plugin \(name) \(end)") }
        guard case .ready = state, let served, served.generation.channel.acceptsCalls else { return nil }
        return served
    }

    // MARK: Waiting

    func waitBlocking(until deadline: UInt64) -> String? {
        startIfIdle()
        let settled = OneShot<Void>()
        guard let waiter = addWaiter({ settled.fulfil(()) }) else { return nil }
        let now = MonotonicClock.now()
        let timeout = deadline == .max ? nil : deadline > now ? deadline - now : 0
        if settled.wait(timeoutNanoseconds: timeout) != nil { return nil }
        removeWaiter(waiter)
        return activity
    }

    func wait(until deadline: UInt64) async throws(CancellationError) -> String? {
        startIfIdle()
        let outcome = Completion<WaitOutcome>()
        guard let waiter = addWaiter({ outcome.fulfil(.settled) }) else { return nil }
        defer { removeWaiter(waiter) }
        let now = MonotonicClock.now()
        let timer =
            deadline == .max
            ? nil
            : Task {
                try await Task.sleep(
                    for: .nanoseconds(Int64(clamping: deadline > now ? deadline - now : 0)), clock: .suspending)
                outcome.fulfil(.timedOut)
            }
        defer { timer?.cancel() }
        let result = await withTaskCancellationHandler {
            await outcome.get()
        } onCancel: {
            outcome.fulfil(.cancelled)
        }
        switch result {
        case .settled: return nil
        case .timedOut: return activity
        case .cancelled: throw CancellationError()
        }
    }

    private enum WaitOutcome {
        case settled, timedOut, cancelled
    }

    /// Registers what is done when calls need no longer wait; nothing if that is so now.
    private func addWaiter(_ action: @escaping @Sendable () -> Void) -> Int? {
        life.withLock { life in
            guard !isSettled(life) else { return nil }
            life.nextWaiter += 1
            life.waiters[life.nextWaiter] = action
            return life.nextWaiter
        }
    }

    private func removeWaiter(_ number: Int) {
        life.withLock { $0.waiters[number] = nil }
    }

    /// What the plugin does instead of serving, as a clause.
    private var activity: String {
        switch state {
        case .backingOff(let attempt, _): "plugin \(name) waits for its restart \(attempt)"
        case .starting: "plugin \(name) is starting"
        default: "plugin \(name) is not ready"
        }
    }

    // MARK: Following

    /// The states from the present one on.
    func states() -> AsyncStream<PluginState> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: PluginState.self, bufferingPolicy: .bufferingNewest(StateObservers.capacity))
        let number = life.withLock { life -> Int? in
            continuation.yield(life.state)
            return life.state.isFinal ? nil : life.observers.add(continuation)
        }
        if let number {
            continuation.onTermination = { [weak self] _ in
                self?.life.withLock { $0.observers.remove(number) }
            }
        } else {
            continuation.finish()
        }
        return stream
    }
}
