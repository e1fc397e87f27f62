"""The proof: real workers, brokers and servers are killed at random, and what the sinks hold is compared with the log.

The comparison (`fold`, `stores`, `trail`, `oracle`) shares no code with `include`: it reads the topic with its own consumer
and the sinks with their own clients, so a mistake of the pipeline is not repeated in its proof.
"""
