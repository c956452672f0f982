internal import COutboard
internal import OutboardSystem

/// What the callers of a client serve to its plugin while their calls run.
///
/// Compares what the plugin wants with what there is once for each generation of the plugin.
package final class HostServices: Sendable {
    /// What there is for one of the interfaces that a plugin wants.
    enum Offer: Sendable {
        /// Its methods are among those of the services, beginning at an ordinal.
        case served(firstOrdinal: UInt16, methodCount: Int)
        /// It is not served, as a sentence.
        case missing(String)
        /// It is served in another form, as a sentence.
        case mismatch(String)
    }

    private let interfaces: [InterfaceDescriptor]
    private let dispatch: @Sendable (inout IncomingCall) -> Void
    private let compared = Locked<(wanted: WantedInterfaces, offers: [Offer])?>(nil)
    /// Lanes that serve nothing at the moment.
    private let idle = Locked<[ServiceLane]>([])
    /// How many of these are kept.
    private static let mostIdle = 8

    init<Dispatcher: InterfaceDispatcher>(_ dispatcher: Dispatcher) {
        self.interfaces = Dispatcher.interfaces
        self.dispatch = { call in dispatcher.dispatch(&call) }
    }

    // MARK: What there is

    /// What there is for each of the interfaces that a plugin wants.
    func offers(for wanted: WantedInterfaces) -> [Offer] {
        if let known = compared.withLock({ $0 }), known.wanted === wanted { return known.offers }
        let signatures = interfaces.map(\.signature)
        let offers = wanted.signatures.map { offer(for: $0, among: signatures) }
        compared.withLock { $0 = (wanted, offers) }
        return offers
    }

    /// Checks that what is served under a name that a plugin wants is what it wants.
    ///
    /// - Throws: `OutboardError` with the code `interfaceMismatch`, with what both sides have.
    func check(for wanted: WantedInterfaces) throws(OutboardError) {
        for case .mismatch(let message) in offers(for: wanted) {
            throw OutboardError(code: .interfaceMismatch, message: message)
        }
    }

    private func offer(for wanted: InterfaceSignature, among served: [InterfaceSignature]) -> Offer {
        let namesakes = served.indices.filter { served[$0].name == wanted.name }
        let common = namesakes.filter { served[$0].version.major == wanted.version.major }
            .max { served[$0].version < served[$1].version }
        guard let common else {
            let title = "the plugin calls \(wanted.name) \(wanted.version) of its host, which serves "
            let names = served.map { "\($0.name) \($0.version)" }.joined(separator: ", ")
            let message = ForeignText.plain(title + (names.isEmpty ? "nothing" : names))
            return namesakes.isEmpty ? .missing(message) : .mismatch(message)
        }
        if let difference = served[common].difference(fromPlugin: wanted, isServed: true) {
            return .mismatch(ForeignText.plain(difference))
        }
        if served[common].lends {
            return .mismatch(
                "\(interfaces[common].name) has SharedBytes, which nothing can have that a host serves: a plugin lends nothing to its host"
            )
        }
        let first = interfaces.prefix(common).reduce(0) { $0 + $1.methods.count }
        return .served(
            firstOrdinal: UInt16(truncatingIfNeeded: first), methodCount: interfaces[common].methods.count)
    }

    // MARK: Serving

    /// Runs what a plugin's method asks for, in the current task.
    ///
    /// - Parameters:
    ///   - request: What that is; names one of the interfaces that are wanted.
    ///   - wanted: What the plugin wants.
    ///   - number: The call that was answered with the request.
    ///   - deadline: That of the call, in nanoseconds of CLOCK_MONOTONIC; 0 for none.
    /// - Returns: What came of it.
    func run(
        _ request: CallbackRequest, _ wanted: WantedInterfaces, number: UInt32, deadline: UInt64
    ) async -> CallbackOutcome {
        let offers = offers(for: wanted)
        guard Int(request.interface) < offers.count else { return .cancelled(number) }
        switch offers[Int(request.interface)] {
        case .missing(let text): return .failure(number, OUTBOARD_ERROR_NOT_SERVED, text)
        case .mismatch(let text): return .failure(number, OUTBOARD_ERROR_MISMATCH, text)
        case .served(let firstOrdinal, let methodCount):
            guard Int(request.method) < methodCount else {
                return .failure(
                    number, OUTBOARD_ERROR_UNKNOWN_METHOD,
                    "the host serves \(methodCount) methods, this is number \(Int(request.method) + 1)")
            }
            let lane: ServiceLane
            do {
                lane = try takeLane()
            } catch {
                return .failure(number, OUTBOARD_ERROR_BAD_RESULT, "the host has no memory to serve it: \(error)")
            }
            defer { giveBack(lane) }
            return await lane.run(
                firstOrdinal &+ request.method, request.arguments, number: number, deadline: deadline)
        }
    }

    private func takeLane() throws -> ServiceLane {
        if let lane = idle.withLock({ $0.popLast() }) { return lane }
        return try ServiceLane(interfaces, dispatch)
    }

    private func giveBack(_ lane: ServiceLane) {
        idle.withLock { if $0.count < Self.mostIdle { $0.append(lane) } }
    }
}
