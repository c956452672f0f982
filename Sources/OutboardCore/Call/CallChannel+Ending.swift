internal import OutboardRing
internal import OutboardSystem

// What a report about the plugin's end tells.
extension CallChannel {
    /// The calls that are not answered, the longest first.
    ///
    /// - Parameters:
    ///   - limit: How many at most.
    ///   - now: In nanoseconds of CLOCK_MONOTONIC.
    /// - Returns: Those that their callers wait for.
    package func callsInFlight(limit: Int, now: UInt64) -> [CallInFlight] {
        let waited = notes.calls(now: now).map {
            CallInFlight(method: notes.name($0.ordinal) ?? "method \($0.ordinal)", ageNanoseconds: $0.age)
        }
        return Array((waited + tasks.callsInFlight(now: now)).sorted { $0.age > $1.age }.prefix(limit))
    }

    /// Forgets which methods an instance has that has ended.
    package func forget(ordinals: Range<Int>) { notes.forget(ordinals: ordinals) }

    /// What the plugin says its workers are running, one method for each worker that runs one.
    ///
    /// Its own words, each read once; what names no method of the interface is left out.
    package func claimedCalls() -> [String] {
        (0..<parts.segments.geometry.lanes).compactMap { lane in
            guard let ordinal = parts.segments.pluginLane(lane).control.runningMethod else { return nil }
            return notes.name(ordinal)
        }
    }
}
