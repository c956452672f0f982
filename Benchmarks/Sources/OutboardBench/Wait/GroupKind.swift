internal import BenchInterface
internal import Outboard

/// What a call to a group is about.
enum GroupKind: String, CaseIterable {
    /// A method that does nothing, host and plugins as by default.
    case busy
    /// A method that does nothing; the host and the plugins sleep at once.
    case parked
    /// A method that takes 50 to 200 µs, which it sleeps; the host and the plugins sleep at once.
    case slow

    /// How host and plugins wait.
    var policy: WaitPolicy { self == .busy ? .adaptive : .park }

    /// Calls all and sees to it that all have answered.
    @inline(__always)
    func call(_ group: PluginGroup<BenchClient>) throws {
        let call = self == .slow ? BenchClient.sleepCall(shortest: 50_000, longest: 200_000) : BenchClient.nullCall()
        for result in group.all(call) { try result.get() }
    }

    /// System calls of the calling thread for some calls.
    func count(_ group: PluginGroup<BenchClient>, _ calls: Int) throws -> UInt64 {
        var counter = ThreadCounter()
        counter.start()
        for _ in 0..<calls { try call(group) }
        return counter.stop().systemCalls ?? 0
    }
}
