import OutboardSystem
import ProbeInterface
import Testing

@testable import OutboardCore

@Suite struct AsyncCallQueueTests {
    private let binding: CallBinding

    init() throws {
        let plugin = try HostilePlugin()
        binding = plugin.probe().caller.binding
        plugin.stop()
    }

    private func call(deadline: UInt64 = .max) -> AsyncCall {
        var options = CallOptions(timeout: nil)
        options.deadline = deadline == .max ? 0 : deadline
        return AsyncCall(binding.with(options), 0, byteCount: 0, now: 0)
    }

    /// Does at random what a lane does, and compares with a plain array.
    @Test func `a queue keeps the order, whatever leaves it`() {
        var generator = SeededGenerator(seed: 7)
        var queue = AsyncCallQueue { call in if case .admitted = call.stage { true } else { false } }
        var model: [AsyncCall] = []
        for step in 0..<6000 {
            // Grows in one half of the time and shrinks in the other.
            switch generator.next() % 8 {
            case 0..<(step / 1000 % 2 == 0 ? 5 : 2):
                let call = self.call()
                call.stage = .admitted
                queue.append(call)
                model.append(call)
            case 6 where !model.isEmpty:
                let call = model.remove(at: Int(generator.next() % UInt64(model.count)))
                call.stage = .ended
                queue.noteRemoval()
            default:
                let first = queue.first()
                #expect(first === model.first)
                guard let first else { continue }
                first.stage = .ended
                queue.noteRemoval()
                model.removeFirst()
            }
            #expect(queue.count == model.count && queue.isEmpty == model.isEmpty)
        }
        let isEqual = queue.all.elementsEqual(model) { $0 === $1 }
        #expect(isEqual)
    }

    @Test func `what left a queue is not kept`() {
        var queue = AsyncCallQueue { call in if case .admitted = call.stage { true } else { false } }
        var calls = (0..<1000).map { _ in call() }
        for call in calls {
            call.stage = .admitted
            queue.append(call)
        }
        // From the end: the head stays, so nothing is skipped on the way.
        while calls.count > 100, let last = calls.popLast() {
            last.stage = .ended
            queue.noteRemoval()
        }
        #expect(queue.keptCount <= 200)
    }

    @Test func `a heap gives the earliest deadline, whatever leaves it`() {
        var generator = SeededGenerator(seed: 11)
        var heap = DeadlineHeap()
        var model: [AsyncCall] = []
        for step in 0..<6000 {
            let grows = generator.next() % 8 < (step / 1000 % 2 == 0 ? 5 : 3)
            if grows {
                let call = self.call(deadline: 1 + generator.next() % 500)
                heap.insert(call)
                heap.insert(call)
                model.append(call)
            } else if !model.isEmpty {
                let call = model.remove(at: Int(generator.next() % UInt64(model.count)))
                heap.remove(call)
                heap.remove(call)
            }
            #expect(heap.first?.deadline == model.map(\.deadline).min())
        }
        var last: UInt64 = 0
        while let first = heap.first {
            #expect(first.deadline >= last)
            last = first.deadline
            heap.remove(first)
            model.removeAll { $0 === first }
        }
        #expect(model.isEmpty)
    }

    @Test func `a call without a deadline is in no heap`() {
        var heap = DeadlineHeap()
        let call = self.call()
        heap.insert(call)
        #expect(heap.first == nil)
        heap.remove(call)
        #expect(heap.first == nil)
    }
}
