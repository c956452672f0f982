internal import OutboardPlugin

/// The program of all plugins that the benchmarks start; its argument says which one it is.
@main
enum OutboardBenchPlugin {
    static func main() {
        switch CommandLine.arguments.dropFirst().first {
        case "users": UsersPlugin.main()
        case "phases": PhasePlugin.main()
        case "plain": PlainPlugin.main()
        default: CorePlugin.main()
        }
    }
}
