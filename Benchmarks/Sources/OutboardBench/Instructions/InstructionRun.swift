internal import BenchInterface
internal import Glibc

/// Counts the instructions of a call on both sides, by letting the two threads run in turns, one instruction at a time.
///
/// A thread has its turn until it waits for the other one: until its next instruction is a pause. So each look for a
/// record fails exactly once, whatever else the machine does, and the counts are the same each time.
struct InstructionRun {
    private let host: Companion
    private let marks: StepMarks
    private let processors = ProcessorPair.choose()
    private let path: String
    /// How often each instruction ran in the longer run, where it is asked for.
    private var profile: InstructionProfile?

    /// Starts the host.
    init(profiles: Bool) throws {
        guard !processors.isShared else {
            throw BenchError("instructions are counted on two processors: on one, calls make way by system calls")
        }
        path = "/dev/shm/outboard-bench-marks-\(getpid())"
        marks = try StepMarks(at: path)
        profile = profiles ? InstructionProfile() : nil
        host = try Companion(["stepped-host", path], environment: Self.environment)
    }

    /// Variables that both processes get, against what depends on chance, on the processor or on what came before: the
    /// order of dictionaries, how libc copies memory, and where it finds some.
    private static var environment: [String: String] {
        let processor = [
            "AVX_Fast_Unaligned_Load", "AVX2", "AVX2_Usable", "AVX512F", "AVX512VL", "AVX512BW", "ERMS", "FSRM",
        ]
        let tunables = [
            "glibc.cpu.hwcaps=" + processor.map { "-" + $0 }.joined(separator: ","),
            "glibc.malloc.tcache_count=1000", "glibc.malloc.tcache_max=65536",
        ]
        return ["SWIFT_DETERMINISTIC_HASHING": "1", "GLIBC_TUNABLES": tunables.joined(separator: ":")]
    }

    /// Removes what the run has left in the file system.
    func clear() { unsafe unlink(path) }

    /// Counts one case; cases come in their order.
    mutating func count(_ title: CaseTitle) throws -> [InstructionCount] {
        let words = try host.ask(title.name).split(separator: " ")
        guard words.count == 4, let caller = Int32(words[0]), let plugin = Int32(words[1]),
            let hostAllocations = Double(words[2]), let pluginAllocations = Double(words[3]),
            let worker = ThreadList.threads(of: plugin, named: "outboard-lane-0").first
        else { throw BenchError("the traced host says something else than it should") }
        profile?.begin(title, host: caller, plugin: plugin)
        let steps = try steps(caller, worker)
        let calls = Double((InstructionCount.manyCalls - InstructionCount.fewCalls) * title.window)
        return zip(InstructionCount.Side.allCases, [hostAllocations, pluginAllocations]).map { side, allocations in
            let short = steps[.short, side]
            let long = steps[.long, side]
            return InstructionCount(
                title: title, side: side, instructions: Double(long.instructions - short.instructions) / calls,
                allocations: allocations, systemCalls: Double(long.systemCalls - short.systemCalls) / calls,
                atomics: Double(long.atomics - short.atomics) / calls)
        }
    }

    /// Where the instructions of the longer runs lie.
    var profileObjects: [String] { profile?.objects ?? [] }

    /// Both threads in turns, until the host says that its runs are over.
    private mutating func steps(_ caller: Int32, _ worker: Int32) throws -> StepCounts {
        var counts = StepCounts()
        // On this thread's processor: to wake a thread on another one takes longer than a step.
        try Processors.pin(to: processors.host)
        defer { marks.isTraced = false }
        let threads = [try SteppedThread(caller), try SteppedThread(worker)]
        for thread in threads { try thread.place(on: processors.host) }
        marks.isTraced = true
        var turn = 0
        while marks.phase != .done {
            let thread = threads[turn]
            let phase = marks.phase
            let address = thread.address
            let side = InstructionCount.Side.allCases[turn]
            let (callsKernel, isAtomic) = (thread.callsKernel, thread.isAtomic)
            try thread.step()
            // A repeated instruction stops at each repetition.
            if thread.address != address {
                counts.add(phase, side, callsKernel: callsKernel, isAtomic: isAtomic)
                if phase == .long { profile?.add(side, address) }
            }
            if thread.pauses || thread.sleeps { turn = 1 - turn }
        }
        try threads[1].place(on: processors.plugin)
        return counts
    }
}
