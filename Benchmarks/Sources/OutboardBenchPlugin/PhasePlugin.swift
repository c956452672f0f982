internal import BenchInterface
internal import OutboardPlugin

/// Answers at random moments: its configuration says whether long after it was called.
struct PhasePlugin: Plugin {
    private let phase: RandomPhase

    init(configuration: Bool) {
        self.phase = configuration ? .long : .short
    }

    var dispatcher: PhaseDispatcher { PhaseDispatcher(phase) }
}
