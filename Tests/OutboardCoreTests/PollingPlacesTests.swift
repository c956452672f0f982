import Synchronization
import Testing

@testable import OutboardCore

@Suite struct PollingPlacesTests {
    @Test(arguments: [0, 1, 3])
    func `there are as many places as were asked for, again and again`(_ count: Int) {
        let places = PollingPlaces(count)
        for _ in 0..<3 {
            #expect((0..<count + 2).map { _ in places.take() } == (0..<count + 2).map { $0 < count })
            for _ in 0..<count { places.give() }
        }
    }

    @Test func `threads never have more of them than there are`() async {
        let shared = SharedPlaces(2)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<20_000 { shared.use() } }
            }
        }
        #expect(shared.most <= 2 && shared.most > 0)
        #expect(shared.places.take() && shared.places.take() && !shared.places.take())
    }

    @Test func `half of the usable processors may poll, and one alone may not`() {
        #expect(SpinGate.isOpen == (SpinGate.processors > 1))
    }
}

/// Places that threads share, and how many of them had one at the same time.
private final class SharedPlaces: Sendable {
    let places: PollingPlaces
    private let users = Atomic<Int>(0)
    private let mostUsers = Atomic<Int>(0)

    init(_ count: Int) {
        places = PollingPlaces(count)
    }

    var most: Int { mostUsers.load(ordering: .sequentiallyConsistent) }

    func use() {
        guard places.take() else { return }
        mostUsers.max(users.add(1, ordering: .sequentiallyConsistent).newValue, ordering: .sequentiallyConsistent)
        users.subtract(1, ordering: .sequentiallyConsistent)
        places.give()
    }
}
