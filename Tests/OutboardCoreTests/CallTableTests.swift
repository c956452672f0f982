import Testing

@testable import OutboardCore

@Suite struct CallTableTests {
    @Test func `gives a number that no other call has, until the table is full`() {
        for capacity in [2, 4, 64, 1024] {
            var table = CallTable(capacity: capacity)
            let numbers = (0..<capacity).map { _ in table.open(7) }
            let count = table.count
            #expect(Set(numbers).count == capacity && count == capacity)
            let areWaiting = numbers.allSatisfy { table.state($0) == .waiting }
            #expect(areWaiting)
            for number in numbers { _ = table.close(number) }
            let areFree = numbers.allSatisfy { table.state($0) == .free }
            let rest = table.count
            #expect(areFree && rest == 0)
        }
    }

    @Test func `knows no number that it has not given`() {
        var table = CallTable(capacity: 8)
        let number = table.open(7)
        for other in [0, number &+ 1, number &+ 8, number ^ 0x8000_0000, .max] {
            let state = table.state(other)
            #expect(state == .free)
            let isMarked = table.markLease(other)
            #expect(!isMarked)
            table.abandon(other)
        }
        let abandoned = table.abandonedCount
        #expect(abandoned == 0)
        #expect(table.state(number) == .waiting)
    }

    @Test func `a call that is alone has a number that none had before`() {
        var table = CallTable(capacity: 2)
        let opened = table.open(7)
        _ = table.close(opened)
        let numbers = [opened, table.number(), table.number()]
        #expect(Set(numbers).count == 3)
    }

    @Test func `a call that was alone is entered later under its number`() {
        var table = CallTable(capacity: 2)
        for _ in 0..<5 {
            let alone = table.number()
            var state = table.state(alone)
            #expect(state == .free)
            table.enter(alone, 9)
            state = table.state(alone)
            let method = table.method(alone)
            let count = table.count
            #expect(state == .waiting && method == 9 && count == 1)
            let other = table.open(3)
            let methods = [table.method(alone), table.method(other)]
            #expect(other != alone && methods == [9, 3])
            _ = table.close(alone)
            _ = table.close(other)
        }
    }

    @Test func `remembers the bulk area and one lease, for the call alone`() {
        var table = CallTable(capacity: 2)
        let first = table.open(7)
        let second = table.open(7)
        table.markBulk(first)
        let leases = [table.markLease(first), table.markLease(first), table.markLease(second)]
        #expect(leases == [true, false, true])
        let bulks = [table.close(first), table.close(second)]
        #expect(bulks == [true, false])
        let third = table.open(7)
        let isLeased = table.markLease(third)
        #expect(isLeased)
        let usesBulk = table.close(third)
        #expect(!usesBulk)
    }

    @Test func `abandons one call or all, each once`() {
        var table = CallTable(capacity: 4)
        let numbers = (0..<4).map { _ in table.open(7) }
        table.abandon(numbers[0])
        table.abandon(numbers[0])
        var counts = [table.abandonedCount]
        _ = table.close(numbers[1])
        let left = table.waiting
        #expect(Set(left) == [numbers[2], numbers[3]] && left.count == 2)
        for number in left { table.abandon(number) }
        let waiting = table.waiting
        #expect(waiting.isEmpty)
        counts.append(table.abandonedCount)
        let states = numbers.map { table.state($0) }
        #expect(states == [.abandoned, .free, .abandoned, .abandoned])
        for number in [numbers[3], numbers[0], numbers[2]] {
            _ = table.close(number)
            counts.append(table.abandonedCount)
        }
        #expect(counts == [1, 3, 2, 1, 0])
        let count = table.count
        #expect(count == 0)
    }

    @Test(arguments: [2, 64, 256]) func `each abandoned call has a bit of its own, until it is closed`(_ capacity: Int)
    {
        var table = CallTable(capacity: capacity)
        var mistakes = 0
        func expect(_ numbers: some Sequence<UInt32>, _ table: borrowing CallTable) {
            var bits = [UInt64](repeating: 0, count: (capacity + 63) / 64)
            for number in numbers { bits[Int(number) % capacity / 64] |= 1 << UInt64(Int(number) % capacity % 64) }
            for word in bits.indices {
                let found = table.abandoned(around: UInt32(word * 64))
                if found.word != word || found.bits != bits[word] { mistakes += 1 }
            }
        }
        for _ in 0..<3 {
            let numbers = (0..<capacity).map { _ in table.open(7) }
            let (kept, abandoned) = (numbers[..<(capacity / 2)], numbers[(capacity / 2)...])
            for number in abandoned { table.abandon(number) }
            expect(abandoned, table)
            for number in kept { _ = table.close(number) }
            expect(abandoned, table)
            for (index, number) in abandoned.enumerated() {
                _ = table.close(number)
                expect(abandoned.dropFirst(index + 1), table)
            }
        }
        #expect(mistakes == 0)
    }

    @Test(arguments: [UInt32(0), 0x7fff_ff00, 0xffff_f000])
    func `calls end in any order, and no number comes again while it is in use`(_ start: UInt32) {
        for capacity in [2, 8, 64] {
            var table = CallTable(capacity: capacity)
            table.startNumbers(after: start)
            var generator = SeededGenerator(seed: UInt64(start) + UInt64(capacity))
            var open: [UInt32: CallTable.State] = [:]
            var closed: [UInt32] = []
            var mistakes = 0
            for _ in 0..<20_000 {
                switch generator.next() % 4 {
                case 0, 1:
                    guard open.count < capacity else { continue }
                    let number = table.open(7)
                    if open[number] != nil { mistakes += 1 }
                    open[number] = .waiting
                case 2:
                    guard let number = open.keys.sorted().randomElement(using: &generator) else { continue }
                    table.abandon(number)
                    open[number] = .abandoned
                default:
                    guard let number = open.keys.sorted().randomElement(using: &generator) else { continue }
                    _ = table.close(number)
                    open[number] = nil
                    closed.append(number)
                }
                if table.count != open.count { mistakes += 1 }
                if table.abandonedCount != open.values.count(where: { $0 == .abandoned }) { mistakes += 1 }
                for (number, state) in open where table.state(number) != state { mistakes += 1 }
                for number in closed.suffix(20) where open[number] == nil && table.state(number) != .free {
                    mistakes += 1
                }
            }
            #expect(mistakes == 0)
        }
    }

    @Test func `a call that never ends does not stand in the way of the others, over the wrap as well`() {
        var table = CallTable(capacity: 2)
        table.startNumbers(after: .max - 1000)
        let eternal = table.open(7)
        var seen: Set<UInt32> = [eternal]
        for _ in 0..<2000 {
            let number = table.open(7)
            #expect(seen.insert(number).inserted)
            let state = table.state(number)
            #expect(state == .waiting)
            _ = table.close(number)
        }
        let state = table.state(eternal)
        #expect(state == .waiting)
    }
}

extension CallTable {
    /// Makes the table look as if it had given all numbers up to this one.
    ///
    /// Opening that many calls takes too long; the word that holds the last number is found by what it holds.
    fileprivate mutating func startNumbers(after number: UInt32) {
        guard number > 0 else { return }
        for _ in 0..<3 { _ = close(open(0)) }
        withUnsafeMutablePointer(to: &self) { table in
            let words = UnsafeMutableRawPointer(table).assumingMemoryBound(to: UInt32.self)
            let places = (0..<MemoryLayout<CallTable>.size / 4).filter { words[$0] == 3 }
            precondition(places.count == 1 || places == [3], "the last number is not where it was")
            words[3] = number
        }
    }
}
