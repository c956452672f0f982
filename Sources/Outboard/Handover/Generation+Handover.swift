internal import Logging
internal import OutboardCore
internal import OutboardSystem
internal import SystemPackage

// How a generation leaves for another host. Until the plugin says that it is prepared everything can be taken back; then its
// calls end, and the waiting thread lets go of it.
extension Generation {
    /// How long it takes at first until it is looked again whether the last call is over, and at most.
    private static let pauses: ClosedRange<UInt64> = 1_000_000...20_000_000
    /// How long slow log handlers may delay the handover, in nanoseconds.
    private static let logPatience: UInt64 = 5_000_000_000

    /// What the next host is told of a supervisor, given the names of the further instances in their order.
    typealias Supervision = @Sendable ([InstanceName]) -> SupervisionRecord

    /// Gives the plugin up.
    ///
    /// - Throws: `OutboardError`, see `PluginHandle.handOver(to:within:)`.
    func handOver(
        to successor: PluginHandover.Successor, within patience: Duration, supervision: Supervision? = nil
    ) async throws(OutboardError) -> PluginHandover {
        if let error = reasonToStay(successor) { throw error }
        let files = try await prepare(successor)
        channel.retire(CallFate(code: .lost, message: "\(title) is being handed over to another host"))
        let left = Completion<Result<PluginHandover, OutboardError>>()
        let deadline = MonotonicClock.now().addingClamped(patience.clampedNanoseconds)
        watch.schedule(at: 0) { [self] in
            lookWhetherDone(until: deadline, pause: Self.pauses.lowerBound) { [self] in
                left.fulfil(leave(files, successor, supervision))
            }
        }
        let outcome = await left.get()
        await waitUntilLogged()
        return try outcome.get()
    }

    /// Waits until all has been logged that was taken.
    ///
    /// Holds no outcome meanwhile: who lets go of a handover ends the plugin at once.
    private func waitUntilLogged() async {
        let logged = Completion<Void>()
        LogDelivery.shared.run { logged.fulfil(()) }
        watch.schedule(at: MonotonicClock.now().addingClamped(Self.logPatience)) { logged.fulfil(()) }
        await logged.get()
    }

    /// Why the plugin cannot leave.
    private func reasonToStay(_ successor: PluginHandover.Successor) -> OutboardError? {
        func error(_ code: OutboardError.Code, _ reason: String) -> OutboardError {
            OutboardError(code: code, message: "\(title) cannot be handed over: \(reason)")
        }
        guard let welcome else { return error(.lost, ended.value?.message ?? "it is not ready, or is being stopped") }
        guard welcome.capabilities.contains(.handover) else {
            return error(.interfaceMismatch, "its library does not know how; rebuild it with a newer Outboard")
        }
        let sandbox = link.sandboxReport
        if link.process.enclosure != nil {
            return error(.invalidConfiguration, Self.enclosureReason(sandbox))
        }
        if successor == .anotherProcess, link.inheritance == nil, sandbox.applied.contains(.systemCalls),
            !options.sandbox.mayOutliveHost
        {
            return error(
                .invalidConfiguration,
                "its sandbox has it end with this process; start it with the option sandbox.mayOutliveHost")
        }
        return nil
    }

    /// Why a plugin stays that has an enclosure, which is its host's, and what to do about it.
    private static func enclosureReason(_ sandbox: SandboxReport) -> String {
        let namespaces: Set<SandboxLayer> = [
            .processNamespace, .fileNamespace, .networkNamespace, .ipcNamespace, .userNamespace,
        ]
        let all: [(layers: Set<SandboxLayer>, thing: String, option: String)] = [
            (namespaces, "its namespaces", "sandbox.level .namespaces"),
            ([.controlGroup], "its control group", "sandbox.controlGroup"),
            ([.ownUser], "its user", "sandbox.users"),
        ]
        let found = all.filter { !sandbox.applied.isDisjoint(with: $0.layers) }
        return found.map(\.thing).joined(separator: " and ")
            + " go with this host: stop the plugin and have the next host start it, or start it without "
            + found.map(\.option).joined(separator: " and ")
    }

    /// Has the plugin prepare for another host.
    private func prepare(_ successor: PluginHandover.Successor) async throws(OutboardError) -> HandoverFiles {
        let answer = Completion<String>()
        let isFirst = state.withLock { state in
            guard case .none = state.handover else { return false }
            state.handover = .asked(answer)
            return true
        }
        guard isFirst else {
            throw OutboardError(code: .busy, message: "\(title) is being handed over already")
        }
        // From here on none is made that the next host would not be told of.
        let hasOpenOrders = instances.withLock { table in
            table.isLeaving = !table.hasOpenOrders
            return !table.isLeaving
        }
        guard !hasOpenOrders else {
            stay()
            throw OutboardError(
                code: .busy,
                message: "\(title) cannot be handed over: an instance of it is being made or ended")
        }
        // The kernel's signal belongs to the thread that launched the plugin. After the first program in place that is the
        // main thread, and the second one ends it.
        let order = HandoverOrder(
            outlivesHost: successor == .anotherProcess || link.inheritance?.cameInPlace == true)
        let files: HandoverFiles
        do throws(Errno) {
            files = try ControlSocket.pair().split { (own, plugins) throws(Errno) -> HandoverFiles in
                let image = options.digest.flatMap(VerifiedPrograms.known)
                let files = try HandoverFiles(link, connection: own, image: image)
                try link.control.send(order.message, file: plugins.raw, blocking: false)
                return files
            }
        } catch {
            stay()
            throw OutboardError(code: .startFailed, message: "\(title) could not be handed over: \(error)")
        }
        let timeout = options.startTimeout
        watch.schedule(at: MonotonicClock.now().addingClamped(timeout.clampedNanoseconds)) {
            answer.fulfil("it did not answer within \(timeout)")
        }
        ended.whenFulfilled { answer.fulfil($0.message) }
        let refusal = await answer.get()
        guard refusal.isEmpty else {
            throw OutboardError(
                code: .startFailed,
                message: "\(title) could not prepare for another host: \(ForeignText.plain(refusal))")
        }
        return files
    }

    /// Goes on here: nobody has told the plugin to prepare.
    private func stay() {
        instances.withLock { $0.isLeaving = false }
        state.withLock { $0.handover = .none }
    }

    /// Notes that the plugin has answered.
    ///
    /// - Parameter refusal: Why it cannot prepare, in its own words; empty if it has.
    /// - Returns: Whether it was asked.
    func notePrepared(_ refusal: String) -> Bool {
        let asked = state.withLock { state -> Completion<String>? in
            guard case .asked(let answer) = state.handover else { return nil }
            // Too late: nobody waits for it any more.
            let isPrepared = refusal.isEmpty && answer.value == nil
            // First: from then on the next handover may begin.
            if !isPrepared { instances.withLock { $0.isLeaving = false } }
            state.handover = isPrepared ? .leaving : .none
            return answer
        }
        asked?.fulfil(refusal)
        return asked != nil
    }

    // MARK: Leaving, on the waiting thread

    /// Does something as soon as the last call is over, or the time is, or the plugin.
    private func lookWhetherDone(until deadline: UInt64, pause: UInt64, _ action: @escaping @Sendable () -> Void) {
        let now = MonotonicClock.now()
        guard welcome != nil, !channel.isDrained(), now < deadline else { return action() }
        watch.schedule(at: min(deadline, now &+ pause)) { [self] in
            lookWhetherDone(until: deadline, pause: min(pause &* 2, Self.pauses.upperBound), action)
        }
    }

    /// Lets go of the plugin.
    private func leave(
        _ files: HandoverFiles, _ successor: PluginHandover.Successor, _ supervision: Supervision?
    ) -> Result<PluginHandover, OutboardError> {
        let isHere = state.withLock { state in
            guard case .ready = state.phase, state.reason == nil else { return false }
            state.phase = .ended
            state.deadline = nil
            return true
        }
        guard isHere else {
            let message = ended.value?.message ?? "it is being stopped"
            return .failure(OutboardError(code: .lost, message: "\(title) was not handed over: \(message)"))
        }
        watch.end(link)
        // What comes after this the plugin keeps: it knows by H what was taken.
        log?.finish()
        let record = record(successor, supervision)
        // From here on it waits for the next host. Those who still wait for an answer wake up.
        link.control.shutDown()
        while channel.tasks.drain(channel) {}
        let report = EndReport(
            title: title, path: path, status: .unknown, reason: .handedOver, tail: [],
            callsInFlight: channel.callsInFlight(limit: 100, now: MonotonicClock.now()))
        self.report.withLock { $0 = report }
        channel.close(report.fate)
        failInstances(report.fate)
        failLoans(report.fate)
        ended.fulfil(report.fate)
        LogDelivery.shared.note(.debug, report.fate.message, to: logger)
        return .success(PluginHandover(files, record))
    }

    private func record(
        _ successor: PluginHandover.Successor, _ supervision: Supervision?
    ) -> HandoverRecord {
        let (open, next) = instances.withLock { table in
            (table.entries.filter { $0.value.isOpen }.sorted { $0.key < $1.key }, table.next)
        }
        // A handler has got every byte already.
        let (stdout, stderr) = state.withLock { state in
            options.outputHandler == nil ? (state.stdout.partial, state.stderr.partial) : ([], [])
        }
        return HandoverRecord(
            name: name, path: path, processID: processID, leadsGroup: link.process.leadsGroup, hasLog: log != nil,
            endsWithProcess: successor == .programInPlace, attachment: link.attachment, sandbox: link.sandboxReport,
            watched: link.watched,
            instances: open.map { UInt32(clamping: $0.key) }, nextInstance: UInt32(clamping: next), stdout: stdout,
            stderr: stderr, supervision: supervision?(open.map(\.value.name)))
    }

    // MARK: Arriving

    /// Goes on where the host before has ended.
    func inherit(_ record: HandoverRecord) {
        state.withLock { state in
            _ = state.stdout.add(record.stdout)
            _ = state.stderr.add(record.stderr)
        }
        instances.withLock { table in
            for number in record.instances {
                let name = PluginInstance.nextName()
                let opened = Completion<OutboardError?>()
                opened.fulfil(nil)
                table.numbers[name] = Int(number)
                table.entries[Int(number)] = InstanceTable.Entry(
                    name: name, opened: opened, isOpening: false, deadline: .max)
                table.inherited.append(name)
            }
            table.next = Int(record.nextInstance)
        }
    }

    /// The instances that the host before has made, once.
    func takeInheritedInstances() -> [InstanceName] {
        instances.withLock { table in
            defer { table.inherited = [] }
            return table.inherited
        }
    }
}
