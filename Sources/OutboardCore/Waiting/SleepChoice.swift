/// What a lane has learnt about two ways to sleep: both sides on one processor, or each where the scheduler puts it.
///
/// Which is cheaper depends on what the machine does with processors that have been idle for a while: their caches and,
/// in a virtual machine, the processors themselves may be gone. A measurement at the start cannot say. So the calls
/// themselves are measured, apart for each length of the pause before them, and the dearer way is tried again from time to
/// time.
struct SleepChoice {
    /// What calls have cost that slept in one way.
    private struct Cost {
        var samples: UInt64 = 0
        /// Nanoseconds: a mean in which the last calls count most.
        var mean: UInt64 = 0

        mutating func add(_ nanoseconds: UInt64) {
            samples = min(16, samples &+ 1)
            // One call in a hundred takes ten times as long, and says nothing about the others.
            let bounded = samples == 1 ? nanoseconds : min(nanoseconds, 2 &* mean)
            mean = mean &- mean / samples &+ bounded / samples
        }
    }

    /// What is known about calls after pauses of one length.
    private struct Pause {
        var calls = 0
        var handoff = Cost()
        var park = Cost()
        var prefersHandoff = false
        /// Calls until the dearer way is tried again; less than `trial` while it is.
        var untilTrial = 8 * period
    }

    /// Calls that are needed of either way before they are compared.
    private static let few: UInt64 = 4
    /// Calls until both are tried, whether or not that told anything.
    private static let learning = 24
    /// Calls between trials if both ways cost the same.
    private static let period = 32
    /// Calls of a trial.
    private static let trial = 3

    private var pauses: [Pause] = []

    /// Decides how the two sides sleep before the next call.
    ///
    /// - Parameters:
    ///   - pause: How long the lane was not used before this call, in nanoseconds; the next pause is taken to be alike.
    ///   - byDefault: What to do while nothing is known.
    /// - Returns: Whether they sleep on one processor.
    mutating func handsOffNext(after pause: UInt64, byDefault: Bool) -> Bool {
        if pauses.isEmpty { pauses = Array(repeating: Pause(), count: Self.place(.max) + 1) }
        let place = Self.place(pause)
        pauses[place].calls &+= 1
        let known = pauses[place]
        if known.handoff.samples < Self.few || known.park.samples < Self.few {
            pauses[place].prefersHandoff = byDefault
            let first = byDefault ? known.handoff : known.park
            return first.samples < Self.few || known.calls > Self.learning ? byDefault : !byDefault
        }
        // Going from one way to the other costs a call: not for nothing.
        let (handoff, park) = (known.handoff.mean, known.park.mean)
        if known.prefersHandoff ? park &+ park / 12 < handoff : handoff &+ handoff / 12 < park {
            pauses[place].prefersHandoff.toggle()
        }
        pauses[place].untilTrial = known.untilTrial > 0 ? known.untilTrial &- 1 : Self.calls(between: handoff, park)
        return pauses[place].prefersHandoff != (pauses[place].untilTrial < Self.trial)
    }

    /// How many calls to make between trials: so many that these cost about a hundredth of all.
    private static func calls(between one: UInt64, _ other: UInt64) -> Int {
        let best = max(1, min(one, other))
        let excess = min(20, Double(max(one, other) &- min(one, other)) / Double(best))
        return period &+ Int(excess * 400)
    }

    /// Notes what a call has cost, from its bell to its end.
    ///
    /// - Parameters:
    ///   - nanoseconds: The cost.
    ///   - pause: How long the lane was not used before the call, in nanoseconds.
    ///   - handedOff: How the two sides slept before it.
    mutating func note(_ nanoseconds: UInt64, after pause: UInt64, handedOff: Bool) {
        let place = Self.place(pause)
        guard place < pauses.count else { return }
        if handedOff {
            pauses[place].handoff.add(nanoseconds)
        } else {
            pauses[place].park.add(nanoseconds)
        }
    }

    /// Pauses up to 32 µs, up to eight times as much, and so on: about one place for each power of ten.
    private static func place(_ pause: UInt64) -> Int {
        let bits = UInt64.bitWidth &- pause.leadingZeroBitCount
        return bits <= 15 ? 0 : min(5, 1 &+ (bits &- 16) / 3)
    }
}
