/// Many calls on one lane, published together and answered in any order.
struct Batch {
    /// One of the calls, without the type of its result.
    struct Entry {
        let method: UInt16
        let byteCount: Int
        let encode: (inout WireWriter) -> Void

        init<Client, Value>(_ call: MethodCall<Client, Value>) {
            method = call.method
            byteCount = call.byteCount
            encode = call.encode
        }
    }

    private let binding: CallBinding
    private let count: Int

    /// The first call that has not been sent.
    private var unsent = 0
    /// Which of the calls lies at each place of the lane's table; negative: none.
    private var places: [Int] = []

    /// Prepares a batch of a number of calls.
    init(_ binding: CallBinding, count: Int) {
        self.binding = binding
        self.count = count
    }

    /// Makes the calls and waits for all of them on the calling thread.
    ///
    /// - Parameters:
    ///   - entry: Gives each of the calls.
    ///   - finish: Receives each outcome, once; an answer is valid as long as it runs.
    mutating func run(entry: (Int) -> Entry, finish: (Int, Result<Answer, any Error>) -> Void) {
        guard count > 0 else { return }
        do {
            try Caller(binding).pipeline { pipeline in
                places = Array(repeating: -1, count: pipeline.capacity)
                while unsent < count || pipeline.inFlight > 0 {
                    // With nothing in flight there is an error if there is no room.
                    if unsent < count, unsafe pipeline.inFlight == 0 || pipeline.lane.pointee.hasRoom {
                        send(&pipeline, entry, finish)
                    } else {
                        take(&pipeline, entry, finish)
                    }
                }
            }
        } catch {
            failRest(entry, finish) { _ in error }
        }
    }

    private mutating func send(
        _ pipeline: inout CallPipeline, _ entry: (Int) -> Entry, _ finish: (Int, Result<Answer, any Error>) -> Void
    ) {
        let index = unsent
        let call = entry(index)
        unsent &+= 1
        do {
            let callID = try pipeline.submit(call.method, byteCount: call.byteCount, encode: call.encode)
            places[Int(callID) & (places.count &- 1)] = index
        } catch {
            finish(index, .failure(error))
        }
    }

    private mutating func take(
        _ pipeline: inout CallPipeline, _ entry: (Int) -> Entry, _ finish: (Int, Result<Answer, any Error>) -> Void
    ) {
        do {
            let answer = try pipeline.take()
            let place = Int(pipeline.lastAnswered) & (places.count &- 1)
            let index = places[place]
            places[place] = -1
            if index >= 0 { finish(index, .success(answer)) }
        } catch {
            // The plugin is gone, or the time is up: for all of them.
            for index in places where index >= 0 { finish(index, .failure(error)) }
            places = []
            failRest(entry, finish) { name in
                let code = (error as? OutboardError)?.code == .timeout ? OutboardError.Code.timeout : .notSent
                return OutboardError(code: code, message: "\(name) was not sent: a call before it failed: \(error)")
            }
        }
    }

    private mutating func failRest(
        _ entry: (Int) -> Entry, _ finish: (Int, Result<Answer, any Error>) -> Void, _ error: (String) -> any Error
    ) {
        while unsent < count {
            finish(unsent, .failure(error(binding.name(entry(unsent).method))))
            unsent &+= 1
        }
    }
}
