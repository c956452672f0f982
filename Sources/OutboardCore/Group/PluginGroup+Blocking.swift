extension PluginGroup {
    /// Calls a method of every plugin and waits, on the calling thread, for all of them to end.
    ///
    /// Costs one wait for all: the thread polls their rings and then sleeps once, and again after each wake-up that leaves
    /// answers open. Needs a lane of each plugin; where all of one are in use, it waits for one within the time-out, and holds
    /// no other lane while nothing but that is to be waited for.
    ///
    /// - Parameter call: The method and its arguments, which are encoded once.
    /// - Returns: What each call returned, or failed with, in the order of ``clients``.
    public func all<Value>(_ call: MethodCall<Client, Value>) -> [Result<Value, any Error>] {
        var results = [Result<Value, any Error>?](repeating: nil, count: count)
        run(call, wanted: count) { answer in
            results[answer.index] = answer.result
            return true
        }
        return results.map { $0 ?? .failure(GroupError([GroupAnswer<Value>]())) }
    }

    /// Calls a method of every plugin and waits, on the calling thread, for the first that returns a value.
    ///
    /// The other calls are given up: they go on in their plugins, and their answers are dropped.
    ///
    /// - Parameter call: The method and its arguments, which are encoded once.
    /// - Returns: The value, and the plugin that gave it: its place in ``clients``.
    /// - Throws: ``GroupError`` if no plugin gives a value.
    public func first<Value>(_ call: MethodCall<Client, Value>) throws -> (index: Int, value: Value) {
        try Self.only(first(1, call))
    }

    /// Calls a method of every plugin and waits, on the calling thread, for as many values as are asked for.
    ///
    /// The other calls are given up: they go on in their plugins, and their answers are dropped.
    ///
    /// - Parameters:
    ///   - count: How many values are enough.
    ///   - call: The method and its arguments, which are encoded once.
    /// - Returns: The outcomes up to the last value, in the order in which they came. Failures are among them and do not
    ///   count; fewer values than asked for are there if too many plugins failed.
    public func first<Value>(_ count: Int, _ call: MethodCall<Client, Value>) -> [GroupAnswer<Value>] {
        var answers: [GroupAnswer<Value>] = []
        var left = count
        run(call, wanted: count) { answer in
            answers.append(answer)
            if case .success = answer.result { left -= 1 }
            return left > 0
        }
        return answers
    }

    static func only<Value>(_ answers: [GroupAnswer<Value>]) throws -> (index: Int, value: Value) {
        guard let last = answers.last, case .success(let value) = last.result else { throw GroupError(answers) }
        return (last.index, value)
    }

    /// Calls all and hands out the outcomes until the closure has enough, which it has not with fewer than are wanted.
    private func run<Value>(
        _ call: MethodCall<Client, Value>, wanted: Int, _ body: (GroupAnswer<Value>) -> Bool
    ) {
        var (bindings, waits) = self.waits.present(clients.map(\.caller.binding))
        let arguments: EncodedArguments
        do {
            try EncodedArguments.check(call.byteCount, maximum: bindings.map(\.maximumPayload).max() ?? 0)
            arguments = try EncodedArguments(call)
        } catch {
            for index in bindings.indices where !body(GroupAnswer(index: index, result: .failure(error))) { return }
            return
        }
        var members = Array(bindings.indices)
        var given = 0
        while true {
            var moved: [(index: Int, binding: CallBinding)] = []
            var fanOut = FanOut(bindings, waits, call.method, arguments)
            while let (place, outcome) = fanOut.next(of: wanted - given) {
                let result: Result<Value, any Error>
                switch outcome {
                case .answer(let answer, let member):
                    result = Result { try bindings[place].decode(answer, method: call.method, call.decode) }
                    fanOut.end(member)
                case .failure(let error):
                    if let next = bindings[place].heir(afterRefusal: error) {
                        moved.append((members[place], next))
                        continue
                    }
                    result = .failure(error)
                }
                given += 1
                guard body(GroupAnswer(index: members[place], result: result)) else { return }
            }
            // Those whose generation was replaced between the look at it and the call: in the next one.
            guard !moved.isEmpty else { return }
            members = moved.map(\.index)
            bindings = moved.map(\.binding)
            waits = GroupWaits(bindings.map(\.channel))
        }
    }
}
