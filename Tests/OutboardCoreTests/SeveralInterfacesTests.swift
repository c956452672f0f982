import OutboardTesting
import ShelfInterface
import Testing

@testable import OutboardCore

/// One plugin with several interfaces, inside this process.
@Suite struct SeveralInterfacesTests {
    /// A plugin, and a client of each of its interfaces.
    private final class Pair {
        let plugin: InProcessPlugin<DispatcherPair<ShelfDispatcher<Cupboard>, DoorDispatcher<Cupboard>>>
        let shelf: ShelfClient
        let door: DoorClient

        init(lanes: Int = 2) throws {
            let cupboard = try Cupboard(ShelfConfiguration(label: "oak"))
            plugin = try InProcessPlugin(
                serving: ShelfDispatcher(cupboard).and(DoorDispatcher(cupboard)), lanes: lanes)
            shelf = try plugin.client(timeout: Patience.duration)
            door = try plugin.client(timeout: Patience.duration)
        }

        deinit {
            plugin.stop()
        }
    }

    @Test func `each client reaches the methods of its own interface`() async throws {
        let pair = try Pair()
        let shelf = pair.shelf
        let door = pair.door
        #expect(try shelf.put("cup") == 1)
        #expect(try door.open() == 1)
        #expect(try shelf.put("plate") == 2)
        #expect(try door.open() == 2)
        #expect(try shelf.items() == ["cup", "plate"])
        #expect(try await shelf.labelLater(milliseconds: 1) == "oak")
    }

    @Test func `clients of two interfaces take turns on one lane`() async throws {
        let pair = try Pair(lanes: 1)
        let (shelf, door) = (pair.shelf, pair.door)
        for round in 1...100 {
            #expect(try shelf.put("\(round)") == round)
            #expect(try door.open() == round)
            // With a deadline a call takes the way that serves all calls.
            #expect(try door.deadline(in: .seconds(30)).knocks() == 0)
            #expect(try shelf.deadline(in: .seconds(30)).label() == "oak")
        }
    }

    @Test func `errors count from 0 in each interface`() async throws {
        let pair = try Pair()
        let shelf = pair.shelf
        let door = pair.door
        #expect(throws: ShelfError(item: "vase")) { try shelf.drop("vase") }
        #expect(throws: DoorError(inches: 3)) { try door.force() }
        await #expect(throws: ShelfError(item: "vase")) { try await shelf.dropLater("vase") }
        await #expect(throws: DoorError(inches: 4)) { try await door.forceLater() }
    }

    @Test func `one-way calls find their interface`() async throws {
        let pair = try Pair()
        let door = pair.door
        for _ in 0..<200 { try door.knock() }
        #expect(try door.knocks() == 200)
    }

    @Test func `batches and pipelines find their interface`() async throws {
        let pair = try Pair()
        let shelf = pair.shelf
        let door = pair.door
        let counts = try door.caller.pipeline { pipeline in
            for _ in 0..<20 { try pipeline.submit(MethodCall<DoorClient, Int>(0)) }
            return try (0..<20).map { _ in
                try pipeline.next { (reader: inout WireReader) throws(WireError) in try reader.next(Int.self) }
            }
        }
        #expect(counts == Array(1...20))
        let labels = try shelf.caller.pipeline { pipeline in
            for _ in 0..<3 { try pipeline.submit(MethodCall<ShelfClient, String>(2)) }
            return try (0..<3).map { _ in
                try pipeline.next { (reader: inout WireReader) throws(WireError) in try reader.next(String.self) }
            }
        }
        #expect(labels == ["oak", "oak", "oak"])
    }

    @Test func `an older plugin lacks a method of its first interface, and the next one is not called instead`() throws
    {
        struct NewerShelf: InterfaceClient {
            static let interface = InterfaceDescriptor(
                "Shelf", version: "1.1",
                methods: ShelfClient.interface.methods + [MethodDescriptor("clear()")], errors: [ShelfError.self])
            var caller: Caller
        }
        let pair = try Pair()
        let shelf = try pair.plugin.client(NewerShelf.self, timeout: Patience.duration)
        let error = Caught.error { try shelf.caller.call(MethodCall<NewerShelf, Void>(6)) }
        #expect(error?.code == .unknownMethod)
        #expect(try pair.door.open() == 1)
    }

    @Test func `ordinals go on from one interface to the next, and from one instance to the next`() {
        let served = ServedInterfaces([ShelfClient.interface, DoorClient.interface])
        for instance in 0..<3 as Range<UInt16> {
            let first = instance * 11
            #expect(served.find(first + 5)?.interface.name == "Shelf")
            #expect(served.find(first + 6)?.interface.name == "Door")
            #expect(served.find(first + 6)?.method == 0)
            #expect(served.methodName(first + 10) == "forceLater()")
            #expect(served.isOneWay(first + 7))
            #expect(!served.isOneWay(first + 1))
        }
        let welcome = Welcome(name: "", interfaces: served.interfaces.map(\.signature))
        #expect(welcome.place(ofInterfaceAt: 1) == InterfacePlace(firstOrdinal: 6, methodCount: 5))
        #expect(welcome.place(ofInterfaceAt: 1, instance: 2) == InterfacePlace(firstOrdinal: 28, methodCount: 5))
        #expect(welcome.maximumInstances == 5956)
        let last = welcome.place(ofInterfaceAt: 1, instance: welcome.maximumInstances)
        #expect(Int(last.firstOrdinal) + last.methodCount == 5957 * 11)
        let none = ServedInterfaces([])
        #expect(none.find(0) == nil && none.methodName(3) == "method 3" && !none.isOneWay(0))
        #expect(Welcome(name: "", interfaces: []).maximumInstances == 0)
    }

    @Test func `reports name the methods of all interfaces`() {
        let notes = CallNotes(lanes: 1)
        notes.adopt(DoorClient.interface, InterfacePlace(firstOrdinal: 6, methodCount: 5))
        notes.adopt(ShelfClient.interface, InterfacePlace(methodCount: 6))
        #expect(notes.name(0) == "put(_:)")
        #expect(notes.name(5) == "dropLater(_:)")
        #expect(notes.name(6) == "open()")
        #expect(notes.name(10) == "forceLater()")
        #expect(notes.name(11) == nil)
    }
}
