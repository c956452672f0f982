import Outboard
import OutboardCore
import ProbeInterface
import ShelfInterface
import Testing

extension Integration {
    /// One process with several interfaces.
    @Suite("A plugin with several interfaces")
    struct SeveralInterfacesTests {
        static let path = Probes.folder + "/ShelfPlugin"

        @Test func `its welcome lists them, and each is called`() async throws {
            let plugin = try await PluginHandle.start(
                at: Self.path, configuration: ShelfConfiguration(label: "elm"), options: Probes.quiet)
            #expect(plugin.interfaces == [ShelfClient.interface.signature, DoorClient.interface.signature])
            let (shelf, door) = try (plugin.client(ShelfClient.self), plugin.client(DoorClient.self))
            for round in 1...50 {
                #expect(try shelf.put("\(round)") == round)
                #expect(try door.open() == round)
                try door.knock()
            }
            #expect(try door.knocks() == 50)
            #expect(try shelf.label() == "elm")
            #expect(try await shelf.labelLater(milliseconds: 1) == "elm")
            #expect(throws: DoorError(inches: 3)) { try door.force() }
            await #expect(throws: ShelfError(item: "jug")) { try await shelf.dropLater("jug") }
            await plugin.stop()
        }

        @Test func `what it does not serve is told with all that it serves`() async throws {
            let plugin = try await PluginHandle.start(
                at: Self.path, configuration: ShelfConfiguration(), options: Probes.quiet)
            let error = #expect(throws: OutboardError.self) { try plugin.client(ProbeClient.self) }
            #expect(error?.code == .interfaceMismatch)
            #expect(error?.message.contains("which serves Shelf 1.0, Door 2.3") == true, "\(error?.message ?? "")")
            await plugin.stop()
        }

        @Test func `clients of all its interfaces survive its end`() async throws {
            let plugin = try await SupervisedPlugin.start(
                at: Self.path, configuration: ShelfConfiguration(label: "ash"), options: Probes.quiet,
                restart: Supervised.tireless)
            let (shelf, door) = try (plugin.client(ShelfClient.self), plugin.client(DoorClient.self))
            #expect(try shelf.put("cup") == 1)
            #expect(try door.open() == 1)
            for _ in 0..<3 {
                try await Supervised.kill(plugin)
                #expect(try shelf.label() == "ash")
                #expect(try door.open() == 1)
            }
            await plugin.stop()
        }
    }
}
