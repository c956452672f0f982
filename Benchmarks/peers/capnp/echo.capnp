@0xb5d0c3f2a1e49768;

# The interface that the peer serves.
interface Echo {
  echo @0 (bytes :Data) -> (bytes :Data);
}
