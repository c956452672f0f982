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
        guard let waiter = addWaiter(until: .max, { _ in settled.fulfil(()) }) else { return nil }
        let now = MonotonicClock.now()
        let timeout = deadline == .max ? nil : deadline > now ? deadline - now : 0
        if settled.wait(timeoutNanoseconds: timeout) != nil { return nil }
        removeWaiter(waiter)
        return activity
    }

    func wait(until deadline: UInt64) async throws(CancellationError) -> String? {
        startIfIdle()
        let outcome = Completion<Waiter.Outcome>()
        guard let waiter = addWaiter(until: deadline, { outcome.fulfil($0) }) else { return nil }
        defer { removeWaiter(waiter) }
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

    /// Registers what is done when calls need no longer wait, or at the deadline; nothing if they need not wait now.
    private func addWaiter(until deadline: UInt64, _ end: @escaping @Sendable (Waiter.Outcome) -> Void) -> Int? {
        let (number, isNext) = life.withLock { life -> (Int?, Bool) in
            guard !isSettled(life) else { return (nil, false) }
            life.nextWaiter += 1
            life.waiters[life.nextWaiter] = Waiter(deadline: deadline, end: end)
            guard deadline < life.nextExpiry else { return (life.nextWaiter, false) }
            life.nextExpiry = deadline
            return (life.nextWaiter, true)
        }
        if isNext { expireWaiters(at: deadline) }
        return number
    }

    /// Has the waits ended whose time is up at a moment.
    ///
    /// There is one such moment for all of them, so that a wait that ends early leaves nothing behind: what `Task.sleep` holds
    /// is held until its time is up, cancelled or not.
    private func expireWaiters(at moment: UInt64) {
        do {
            try time.schedule(moment) { [weak self] in self?.expireWaiters(dueAt: moment) }
        } catch {
            expireWaiters(dueAt: moment)
        }
    }

    private func expireWaiters(dueAt moment: UInt64) {
        let now = max(moment, MonotonicClock.now())
        let (expired, next) = life.withLock { life -> ([Waiter], UInt64) in
            // An earlier moment has taken the place of this one.
            guard life.nextExpiry == moment else { return ([], .max) }
            let expired = life.waiters.filter { $0.value.deadline <= now }
            for number in expired.keys { life.waiters[number] = nil }
            let next = life.waiters.values.map(\.deadline).min() ?? .max
            // Thousands that end one after the other are not looked at for each of them.
            life.nextExpiry = next == .max ? .max : max(next, now.addingClamped(1_000_000))
            return (Array(expired.values), life.nextExpiry)
        }
        for waiter in expired { waiter.end(.timedOut) }
        if next < .max { expireWaiters(at: next) }
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
