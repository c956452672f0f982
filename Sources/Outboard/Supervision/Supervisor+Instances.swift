internal import OutboardCore
internal import OutboardSystem

// Instances of a supervised plugin: every generation has them before it gets a call.
extension Supervisor {
    /// Has this generation and all later ones make an instance.
    ///
    /// Suspends the task until one has made it.
    ///
    /// - Throws: `OutboardError`: why it is not there, or that the plugin is not; `CancellationError`.
    func openInstance(_ name: InstanceName, _ configuration: [UInt8]) async throws {
        life.withLock { $0.instances[name] = configuration }
        do {
            while true {
                guard let (generation, _) = try running() else {
                    _ = try await wait(until: .max)
                    continue
                }
                guard let error = await generation.openInstance(name, configuration).get() else { return }
                // The next generation makes it, if there is one.
                if generation.channel.acceptsCalls { throw error }
            }
        } catch {
            _ = close(name)
            throw error
        }
    }

    /// Has a generation make all instances and borrow all buffers, and goes on when it has, or when it has refused.
    ///
    /// - Returns: Whether they are all there; if not, `body` is called later.
    func furnish(_ generation: Generation, _ body: @escaping @Sendable (OutboardError?) -> Void) -> Bool {
        let (instances, buffers) = life.withLock { life in
            (
                life.instances.filter { generation.number(of: $0.key) == nil },
                life.buffers.values.filter { !generation.hasBorrowed($0) }
            )
        }
        let orders =
            instances.map { generation.openInstance($0.key, $0.value) } + buffers.map { lend($0, to: generation) }
        guard !orders.isEmpty else { return true }
        let left = Locked(orders.count)
        for order in orders {
            order.whenFulfilled { error in
                let isLast = left.withLock { left in
                    left -= 1
                    return left == 0
                }
                if error != nil || isLast { body(error) }
            }
        }
        return false
    }
}

extension Supervisor: InstanceHome {
    func caller(for interface: InterfaceDescriptor, of name: InstanceName) throws -> Caller {
        let succession = InstanceSuccession(self, name)
        guard let (generation, welcome) = life.withLock({ $0.served }) else {
            throw OutboardError(code: .notSent, message: "plugin \(self.name) has not been ready yet")
        }
        // Without a number where its generation has ended: the next one, which the first call goes to, makes it again.
        let number = generation.number(of: name)
        guard number != nil || isMadeAgain(name, after: generation) else { throw succession.ended }
        let place = try welcome.place(of: interface, title: generation.title, instance: number ?? 0)
        expect(interface)
        return Caller(
            channel: generation.channel, interface: interface, place: place,
            options: CallOptions(timeout: options.callTimeout), succession: succession)
    }

    /// Whether the generation after this one, which knows no such instance, has it.
    fileprivate func isMadeAgain(_ name: InstanceName, after generation: Generation) -> Bool {
        // A generation takes no more calls before it forgets its instances.
        !generation.channel.acceptsCalls && life.withLock { $0.instances[name] != nil }
    }

    func close(_ name: InstanceName) -> Completion<Void> {
        let generation = life.withLock { life in
            life.instances[name] = nil
            return life.served?.generation
        }
        if let generation { return generation.closeInstance(name) }
        let closed = Completion<Void>()
        closed.fulfil(())
        return closed
    }
}

/// Where calls of one instance go from a generation that is gone: to the same instance in the next one.
private final class InstanceSuccession: Succession {
    private let supervisor: Supervisor
    private let name: InstanceName

    init(_ supervisor: Supervisor, _ name: InstanceName) {
        self.supervisor = supervisor
        self.name = name
    }

    var ended: OutboardError {
        OutboardError(code: .notSent, message: "this instance of plugin \(supervisor.name) has ended")
    }

    func successor(for interface: InterfaceDescriptor) throws(OutboardError) -> Successor? {
        guard let (generation, welcome) = try supervisor.running() else { return nil }
        guard let number = generation.number(of: name) else {
            // It may have ended since it was looked at.
            if supervisor.isMadeAgain(name, after: generation) { return nil }
            throw ended
        }
        return Successor(
            channel: generation.channel,
            place: try welcome.place(of: interface, title: generation.title, instance: number))
    }

    func waitBlocking(until deadline: UInt64) -> String? { supervisor.waitBlocking(until: deadline) }

    func wait(until deadline: UInt64) async throws(CancellationError) -> String? {
        try await supervisor.wait(until: deadline)
    }
}
