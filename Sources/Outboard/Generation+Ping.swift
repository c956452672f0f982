internal import OutboardCore
internal import OutboardSystem

// Whether a process responds: it receives what is sent to it over its control socket, on the thread that does nothing else.
// What is sent asks for nothing that the plugin does not do after every message, so that any plugin understands it.
extension Generation {
    /// Looks whether the process receives a message in time.
    func ping(within timeout: Duration) async throws -> Duration {
        let began = MonotonicClock.now()
        let deadline = began.addingClamped(timeout.clampedNanoseconds)
        sendPing()
        var pause: UInt64 = 50_000
        while link.control.hasUnreceived {
            if let fate = ended.value {
                throw OutboardError(code: .notSent, message: "\(title) is not asked: \(fate.message)")
            }
            let now = MonotonicClock.now()
            guard now < deadline else {
                let age = (now - began) / 1_000_000
                throw OutboardError(code: .timeout, message: "\(title) has not responded within \(age) ms")
            }
            try await Task.sleep(for: .nanoseconds(Int64(min(pause, deadline - now))))
            pause = min(pause * 2, 1_000_000)
        }
        if let fate = ended.value {
            throw OutboardError(code: .notSent, message: "\(title) is not asked: \(fate.message)")
        }
        return .nanoseconds(Int64(clamping: MonotonicClock.now() - began))
    }

    /// One unread message is as good as two, and the socket has room for it.
    private func sendPing() {
        guard !link.control.hasUnreceived else { return }
        try? link.control.send(ControlMessage(kind: .cancel), blocking: false)
    }

    /// Asks again and again from now on, and kills the process when it does not respond, if the options say so.
    func watchHealth() {
        guard let interval = options.pingInterval?.clampedNanoseconds else { return }
        watch.schedule(at: MonotonicClock.now().addingClamped(max(1_000_000, interval))) { [weak self] in
            guard let self, isServing else { return }
            sendPing()
            let timeout = options.pingTimeout
            expectResponse(before: MonotonicClock.now().addingClamped(timeout.clampedNanoseconds), timeout)
        }
    }

    private func expectResponse(before deadline: UInt64, _ timeout: Duration) {
        guard isServing else { return }
        guard link.control.hasUnreceived else { return watchHealth() }
        let now = MonotonicClock.now()
        guard now < deadline else { return kill(.unresponsive(timeout)) }
        watch.schedule(at: min(deadline, now.addingClamped(10_000_000))) { [weak self] in
            self?.expectResponse(before: deadline, timeout)
        }
    }
}
