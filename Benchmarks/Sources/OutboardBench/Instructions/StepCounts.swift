/// The steps of both threads, by what the host was about.
struct StepCounts {
    /// Of one thread.
    struct Count {
        var instructions = 0
        var systemCalls = 0
        var atomics = 0
    }

    private var counts = [Count](repeating: Count(), count: 8)

    private func place(_ phase: StepMarks.Phase, _ side: InstructionCount.Side) -> Int {
        Int(phase.rawValue) * 2 + (side == .host ? 0 : 1)
    }

    /// Adds an instruction.
    mutating func add(
        _ phase: StepMarks.Phase, _ side: InstructionCount.Side, callsKernel: Bool, isAtomic: Bool
    ) {
        let place = place(phase, side)
        counts[place].instructions += 1
        if callsKernel { counts[place].systemCalls += 1 }
        if isAtomic { counts[place].atomics += 1 }
    }

    subscript(_ phase: StepMarks.Phase, _ side: InstructionCount.Side) -> Count { counts[place(phase, side)] }
}
