"""A throwaway appliance for demo, tour and tests: real parts in one folder."""
